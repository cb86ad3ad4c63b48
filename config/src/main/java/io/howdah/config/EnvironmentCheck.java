package io.howdah.config;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Finds mistyped {@code HOWDAH_} variables. It reports only near misses, for launchers and Kubernetes set variables with the same
 * prefix for purposes of their own.
 */
final class EnvironmentCheck {

    private EnvironmentCheck() {
    }

    static void check(Map<String, String> environment, List<ConfigWarning> warnings) {
        List<String> known = Catalogue.all().stream().flatMap(key -> key.environmentVariables().stream()).toList();
        int prefix = SettingKey.ENVIRONMENT_PREFIX.length();
        List<String> names = known.stream().map(variable -> variable.substring(prefix)).toList();
        for (String variable : new TreeSet<>(environment.keySet())) {
            if (variable.startsWith(SettingKey.ENVIRONMENT_PREFIX) && !known.contains(variable)) {
                Suggestions.closest(variable.substring(prefix), names).ifPresent(near -> warnings.add(
                        new ConfigWarning(Origin.environment(variable), variable, "not a setting, did you mean "
                                + SettingKey.ENVIRONMENT_PREFIX + near + "?")));
            }
        }
    }
}
