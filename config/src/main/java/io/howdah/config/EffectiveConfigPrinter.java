package io.howdah.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Prints the text of {@code --check}: every setting in force. Secrets appear as stars. */
public final class EffectiveConfigPrinter {

    private static final int KEY_WIDTH = 30;
    private static final int VALUE_WIDTH = 24;

    private final List<String> lines = new ArrayList<>();

    private EffectiveConfigPrinter() {
    }

    /** Marks with {@code *} each value that differs from the default, and prints the origin of every value. */
    public static String print(PoolerConfig config) {
        EffectiveConfigPrinter printer = new EffectiveConfigPrinter();
        printer.verdict(config);
        printer.warnings(config.warnings());
        printer.settings(config.settings());
        printer.databases(config);
        printer.users(config.users());
        return String.join("\n", printer.lines) + "\n";
    }

    private void verdict(PoolerConfig config) {
        int databases = config.databases().size() + (config.fallbackDatabase().isPresent() ? 1 : 0);
        lines.add(config.file() + ": OK (" + (config.format() == ConfigFormat.INI ? "ini" : "YAML") + ", "
                + counted(databases, "database") + ", " + counted(config.users().size(), "user") + ", "
                + counted(config.warnings().size(), "warning") + ")");
    }

    private static String counted(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    private void warnings(List<ConfigWarning> warnings) {
        heading("Warnings", warnings.isEmpty());
        warnings.forEach(warning -> lines.add("  " + oneLine(warning.toString())));
    }

    private void settings(List<Setting> settings) {
        heading("Settings (* differs from the default)", settings.isEmpty());
        for (Setting setting : settings) {
            lines.add(String.format("%s %-" + KEY_WIDTH + "s = %-" + VALUE_WIDTH + "s  %s",
                    setting.isDefault() ? " " : "*", setting.key(), oneLine(setting.value()), setting.origin()));
        }
    }

    private void databases(PoolerConfig config) {
        List<DatabaseConfig> databases = new ArrayList<>(config.databases().values());
        config.fallbackDatabase().ifPresent(databases::add);
        heading("Databases", databases.isEmpty());
        for (DatabaseConfig database : databases) {
            PoolSettings pool = config.pool().with(database.overrides(), PoolOverrides.EMPTY);
            String target = database.serverDatabase().equals(DatabaseConfig.FALLBACK)
                    ? "the database asked for" : database.serverDatabase();
            String hosts = database.hosts().stream()
                    .map(host -> host.isUnixSocket() ? host.unixSocketPath() : host.toString())
                    .collect(Collectors.joining(", "));
            lines.add(oneLine("  " + database.name() + " -> " + target + " at " + hosts
                    + database.user().map(user -> " as " + user).orElse("")
                    + database.password().map(secret -> " password=" + Secrets.MASK).orElse("")
                    + " pool_mode=" + pool.mode().spelling() + " pool_size=" + pool.poolSize()));
        }
    }

    private void users(Map<String, UserConfig> users) {
        heading("Users", users.isEmpty());
        for (UserConfig user : users.values()) {
            lines.add(oneLine("  " + user.name()
                    + user.password().map(secret -> " password=" + Secrets.MASK)
                            .orElse(user.canLogIn() ? " without a password" : " not in auth_file: cannot log in")
                    + user.overrides().mode().map(mode -> " pool_mode=" + mode.spelling()).orElse("")
                    + (user.overrides().poolSize().isPresent()
                            ? " pool_size=" + user.overrides().poolSize().getAsInt() : "")));
        }
    }

    private void heading(String title, boolean empty) {
        if (!empty) {
            lines.add("");
            lines.add(title + ":");
        }
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
