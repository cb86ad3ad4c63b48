package io.howdah.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads the keys of one database, user or peer. */
final class SectionReader {

    private final String kind;
    private final RawSection section;
    private final ConfigProblems problems;
    private final ValueReader reader;

    /** @param kind the name of the section, e.g. {@code databases} */
    SectionReader(String kind, RawSection section, ConfigProblems problems) {
        this.kind = kind;
        this.section = section;
        this.problems = problems;
        this.reader = new ValueReader(problems);
    }

    String shownAs(String key) {
        return kind + "." + ValueTypes.quoted(section.name()).replace("\"", "") + "." + key;
    }

    Origin origin(SettingKey<?> key) {
        RawValue value = section.values().get(key.key());
        return value != null ? value.origin() : section.origin();
    }

    boolean has(SettingKey<?> key) {
        return section.values().containsKey(key.key());
    }

    <T> Optional<T> get(SettingKey<T> key) {
        RawValue value = section.values().get(key.key());
        return value == null ? Optional.empty() : reader.read(key, value, shownAs(key.key()));
    }

    /** Empty also for an empty text. */
    Optional<String> text(SettingKey<String> key) {
        return get(key).filter(text -> !text.isEmpty());
    }

    /** Empty also for PgBouncer's -1. */
    OptionalInt count(SettingKey<Integer> key) {
        return get(key).filter(count -> count >= 0).map(OptionalInt::of).orElse(OptionalInt.empty());
    }

    /** Empty also for PgBouncer's -1. */
    Optional<Duration> time(SettingKey<Duration> key) {
        return get(key).filter(time -> !time.isNegative());
    }

    /** Reports unknown keys and keys without effect. */
    void checkKeys(List<SettingKey<?>> known, List<ConfigWarning> warnings) {
        List<String> names = known.stream().map(SettingKey::key).toList();
        boolean afterSecret = false;
        for (String name : section.values().keySet()) {
            Optional<SettingKey<?>> key = known.stream().filter(k -> k.key().equals(name)).findFirst();
            Origin where = section.values().get(name).origin();
            if (key.isPresent()) {
                afterSecret |= key.get().secret();
                if (!key.get().effective()) {
                    warnings.add(new ConfigWarning(where, shownAs(name), "known, no effect yet"));
                }
            } else if (!name.startsWith(SectionKeys.STARTUP_PARAMETER_PREFIX)) {
                unknown(name, names, where, afterSecret);
            }
        }
    }

    private void unknown(String name, List<String> names, Origin where, boolean afterSecret) {
        // In "password=two words=x" the unknown key "words" is half of the password.
        boolean mayBeSecret = afterSecret && Suggestions.closest(name, names).isEmpty();
        if (mayBeSecret) {
            problems.add(where, shownAs("?"), "an unknown key after the password (not shown, it may be part of it)",
                    "a password with blanks in quotes");
        } else {
            problems.add(where, shownAs(name), Suggestions.unknown("key", name, names));
        }
    }
}
