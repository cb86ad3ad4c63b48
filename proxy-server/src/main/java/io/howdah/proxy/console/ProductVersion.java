package io.howdah.proxy.console;

/**
 * The text of SHOW VERSION and {@code --version}. Exporters read PgBouncer's version there and go by it, so the first words name
 * the PgBouncer version whose console this is.
 *
 * @param compatible PgBouncer's version
 * @param own Howdah's version
 */
public record ProductVersion(String compatible, String own) {

    /** The version of this build. */
    public static ProductVersion current() {
        String own = ProductVersion.class.getPackage().getImplementationVersion();
        return new ProductVersion("1.25.2", own == null ? "built from source" : own);
    }

    /** The line of SHOW VERSION. */
    public String text() {
        return "PgBouncer " + compatible + " (Howdah " + own + ")";
    }
}
