package io.howdah.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** Merges the user list and the users section. */
final class UserReader {

    private static final String SCRAM_PREFIX = "SCRAM-SHA-256$";
    private static final Pattern SCRAM_SECRET = Pattern
            .compile("SCRAM-SHA-256\\$\\d{1,9}:[A-Za-z0-9+/=]+\\$[A-Za-z0-9+/=]+:[A-Za-z0-9+/=]+");

    private final ConfigProblems problems;
    private final List<ConfigWarning> warnings;

    private final ConfigFormat format;

    UserReader(ConfigFormat format, ConfigProblems problems, List<ConfigWarning> warnings) {
        this.format = format;
        this.problems = problems;
        this.warnings = warnings;
    }

    Map<String, UserConfig> read(RawConfig raw, Optional<Path> userList, Origin userListOrigin) {
        Map<String, UserConfig> users = new LinkedHashMap<>();
        userList.ifPresent(file -> TextFiles.readNames(file, userListOrigin, "auth_file", problems).ifPresent(
                text -> UserList.parse(text, file.toString(), problems).forEach((name, secret) -> users.put(name,
                        new UserConfig(name, notEmpty(secret), PoolOverrides.EMPTY, true)))));
        for (RawSection section : raw.users.values()) {
            users.merge(section.name(), read(section), (listed, own) -> new UserConfig(own.name(),
                    own.password().or(listed::password), own.overrides(), true));
        }
        return users;
    }

    private UserConfig read(RawSection section) {
        SectionReader keys = new SectionReader("users", section, problems);
        keys.checkKeys(SectionKeys.USERS, warnings);
        if (section.name().isEmpty() || section.name().indexOf('\0') >= 0) {
            problems.add(section.origin(), "users", "a user without a usable name", "a name");
        }
        Optional<String> password = keys.text(SectionKeys.USER_PASSWORD);
        if (password.filter(UserReader::isBrokenSecret).isPresent()) {
            problems.add(keys.origin(SectionKeys.USER_PASSWORD), keys.shownAs("password"),
                    "a broken SCRAM secret", SCRAM_PREFIX + "iterations:salt$storedkey:serverkey, all in base64");
        }
        return new UserConfig(section.name(), password, overrides(keys), format != ConfigFormat.INI || password.isPresent());
    }

    private static boolean isBrokenSecret(String password) {
        return password.startsWith(SCRAM_PREFIX) && !SCRAM_SECRET.matcher(password).matches();
    }

    private static Optional<String> notEmpty(String secret) {
        return secret.isEmpty() ? Optional.empty() : Optional.of(secret);
    }

    private static PoolOverrides overrides(SectionReader keys) {
        return new PoolOverrides(
                keys.get(SectionKeys.POOL_MODE),
                keys.count(SectionKeys.POOL_SIZE),
                OptionalInt.empty(),
                keys.count(SectionKeys.RESERVE_POOL_SIZE),
                keys.count(SectionKeys.MAX_USER),
                keys.count(SectionKeys.MAX_USER_CLIENT),
                keys.count(SectionKeys.MAX_WAITING),
                Optional.empty(),
                keys.time(SectionKeys.QUERY_WAIT),
                keys.time(SectionKeys.QUERY_TIMEOUT),
                keys.time(SectionKeys.TRANSACTION_TIMEOUT),
                keys.time(SectionKeys.IDLE_TRANSACTION_TIMEOUT),
                keys.time(SectionKeys.CLIENT_IDLE_TIMEOUT));
    }
}
