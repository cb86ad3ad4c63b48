package io.howdah.proxy.console;

/**
 * What SHOW VERSION and {@code --version} say. Exporters read the version of PgBouncer from there and go by it, so the first words name
 * the one whose console this is.
 *
 * @param compatible PgBouncer's version
 * @param own Howdah's
 */
public record ProductVersion(String compatible, String own) {

    /** This build's. */
    public static ProductVersion current() {
        String own = ProductVersion.class.getPackage().getImplementationVersion();
        return new ProductVersion("1.25.2", own == null ? "built from source" : own);
    }

    /** The one line. */
    public String text() {
        return "PgBouncer " + compatible + " (Howdah " + own + ")";
    }
}
