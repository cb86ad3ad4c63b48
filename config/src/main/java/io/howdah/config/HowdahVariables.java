package io.howdah.config;

import java.util.Optional;

/**
 * Howdah's own variables: {@code DATABASE_URL} names database and user, {@code HOWDAH_*} the settings. Clients log in with the
 * user and password of the URL, so in a client's URL only host and port change.
 */
final class HowdahVariables implements EnvironmentDialect {

    static final String URL = "DATABASE_URL";
    private static final String ADMIN_PASSWORD = "HOWDAH_ADMIN_PASSWORD";

    @Override
    public String name() {
        return "howdah";
    }

    @Override
    public ConfigFormat format() {
        return ConfigFormat.YAML;
    }

    @Override
    public boolean isSpoken(Variables variables) {
        return variables.has(URL);
    }

    @Override
    public void read(Variables variables, EnvironmentDraft draft) {
        variables.secret(URL).ifPresentOrElse(url -> draft.url(url.text(), url.origin(), Optional.empty()),
                () -> draft.problem(Origin.environment(URL), "is not set", DatabaseUrl.EXPECTED));
        draft.byDefault(ListenKeys.ADDRESSES, "*");
        Optional<RawValue> admins = variables.get(AuthKeys.ADMIN_USERS.environmentVariable());
        variables.secret(ADMIN_PASSWORD).ifPresent(password -> {
            if (admins.isEmpty()) {
                draft.problem(password.origin(), "has nobody to be the password of", AuthKeys.ADMIN_USERS.environmentVariable()
                        + " beside it");
            }
            admins.ifPresent(names -> AuthKeys.ADMIN_USERS.type().read(names.text()).stream()
                    .filter(name -> !draft.config().users.containsKey(name))
                    .forEach(name -> draft.user(name, Optional.of(password), password.origin())));
        });
    }
}
