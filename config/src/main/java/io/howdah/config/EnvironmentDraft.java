package io.howdah.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Collects a configuration from environment variables. */
final class EnvironmentDraft {

    private final RawConfig config = new RawConfig();
    private final ConfigProblems problems;
    private final List<ConfigWarning> warnings;

    EnvironmentDraft(ConfigProblems problems, List<ConfigWarning> warnings) {
        this.problems = problems;
        this.warnings = warnings;
    }

    RawConfig config() {
        return config;
    }

    void set(SettingKey<?> key, Optional<RawValue> value) {
        value.ifPresent(given -> config.globals.put(key.key(), given));
    }

    /** The image's own default for a setting without a variable. */
    void byDefault(SettingKey<?> key, String value) {
        config.globals.putIfAbsent(key.key(), new RawValue(value, Origin.DEFAULT));
    }

    /** Adds an entry to the databases; an absent value keeps its default. */
    Section database(String name, Origin where) {
        Section section = new Section(new LinkedHashMap<>());
        config.databases.put(name, new RawSection(name, where, section.values));
        return section;
    }

    /** All entries so far. */
    List<Section> databases() {
        return config.databases.values().stream().map(section -> new Section(section.values())).toList();
    }

    /**
     * The keys of one entry.
     *
     * @param values mutable: {@code put} adds to it
     */
    record Section(Map<String, RawValue> values) {

        Section put(SettingKey<?> key, Optional<RawValue> value) {
            value.ifPresent(given -> values.put(key.key(), given));
            return this;
        }

        Section put(SettingKey<?> key, String text, Origin where) {
            values.put(key.key(), new RawValue(text, true, where));
            return this;
        }
    }

    /** Adds a user who may log in with this password; the pooler uses the password to log in to the server as well. */
    void user(String name, Optional<RawValue> password, Origin where) {
        Map<String, RawValue> values = new LinkedHashMap<>();
        password.ifPresent(given -> values.put(SectionKeys.USER_PASSWORD.key(), given));
        RawSection known = config.users.get(name);
        if (known == null || password.isPresent()) {
            config.users.put(name, new RawSection(name, where, values));
        }
    }

    /**
     * Adds a database and its user from one URL.
     *
     * @param port for a URL without a port
     * @return the port of the database
     */
    Optional<String> url(String text, Origin where, Optional<String> port) {
        DatabaseUrl url;
        try {
            url = DatabaseUrl.parse(text);
        } catch (InvalidValueException broken) {
            problems.add(where, "", broken.getMessage(), broken.expected());
            return port;
        }
        Optional<String> name = url.database().or(url::user);
        if (name.isEmpty() || url.hosts().isEmpty()) {
            problems.add(where, "", name.isEmpty() ? "it names no database" : "it names no host", DatabaseUrl.EXPECTED);
            return port;
        }
        Section section = database(name.get(), where).put(SectionKeys.HOST, url.hosts(), where);
        Optional<String> its = url.port().or(() -> port);
        its.ifPresent(number -> section.put(SectionKeys.PORT, number, where));
        url.user().ifPresent(user -> user(user, url.password().map(secret -> new RawValue(secret, true, where)), where));
        url.parameters().forEach((key, value) -> parameter(section, key, value, where));
        return its;
    }

    private void parameter(Section section, String key, String value, Origin where) {
        switch (key) {
            case "sslmode" -> config.globals.put(TlsKeys.SERVER_MODE.key(), new RawValue(value, where));
            case "sslrootcert" -> section.put(TlsKeys.DATABASE_CA, value, where);
            case "sslcert" -> section.put(TlsKeys.DATABASE_CERT, value, where);
            case "sslkey" -> section.put(TlsKeys.DATABASE_KEY, value, where);
            case "sslnegotiation" -> section.put(TlsKeys.DATABASE_NEGOTIATION, value, where);
            case "application_name" -> section.put(SectionKeys.APPLICATION_NAME, value, where);
            case "client_encoding" -> section.put(SectionKeys.CLIENT_ENCODING, value, where);
            case "target_session_attrs" -> section.put(SectionKeys.TARGET_SESSION_ATTRS, value, where);
            default -> warn(where, "the parameter " + ValueTypes.quoted(key) + " of the URL has no effect");
        }
    }

    void problem(Origin where, String message, String expected) {
        problems.add(where, "", message, expected);
    }

    void warn(Origin where, String message) {
        warnings.add(new ConfigWarning(where, where.name(), message));
    }

    ConfigProblems problems() {
        return problems;
    }
}
