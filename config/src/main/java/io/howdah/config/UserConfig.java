package io.howdah.config;

import java.util.Objects;
import java.util.Optional;

/**
 * One user, from the {@code auth_file}, from the users section, or from both.
 *
 * @param password plain text, {@code md5...} or {@code SCRAM-SHA-256$...}; kept out of {@link #toString()}
 * @param canLogIn whether clients may log in by this name. The users section of an ini file has settings for users but does not
 *     make users.
 */
public record UserConfig(String name, Optional<String> password, PoolOverrides overrides, boolean canLogIn) {

    public UserConfig {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(password, "password");
        Objects.requireNonNull(overrides, "overrides");
    }

    @Override
    public String toString() {
        return "UserConfig[" + name + (password.isPresent() ? " password=" + Secrets.MASK : "") + "]";
    }
}
