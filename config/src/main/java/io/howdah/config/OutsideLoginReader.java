package io.howdah.config;

import io.howdah.config.hba.HbaMethod;
import io.howdah.config.hba.HbaRule;
import io.howdah.config.hba.HbaRules;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads the settings of logins whose proof comes from elsewhere, tokens and LDAP, if auth_type or a line of the HBA file asks for
 * one of them. Otherwise these settings may be anything.
 */
final class OutsideLoginReader {

    private static final String JWKS_EXPECTED = "a file, an https URL, or an http URL to this host";

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final ResolvedSettings settings;
    private final ConfigProblems problems;

    OutsideLoginReader(ResolvedSettings settings, ConfigProblems problems) {
        this.settings = settings;
        this.problems = problems;
    }

    private static List<HbaRule> lines(Optional<HbaRules> rules, HbaMethod method) {
        return rules.map(HbaRules::rules).orElse(List.of()).stream().filter(rule -> rule.method() == method).toList();
    }

    /**
     * The settings for tokens; empty if nothing asks for tokens, or if something is missing, which is told then.
     *
     * @param file the file that a setting names
     */
    Optional<OAuthSettings> oauth(Optional<HbaRules> rules, Optional<Path> authorities,
            Function<SettingKey<String>, Optional<Path>> file) {
        if (settings.get(AuthKeys.TYPE) != AuthType.OAUTH && lines(rules, HbaMethod.OAUTH).isEmpty()) {
            return Optional.empty();
        }
        String issuer = settings.get(OAuthKeys.ISSUER);
        String keys = settings.get(OAuthKeys.JWKS);
        if (issuer.isEmpty()) {
            problem(OAuthKeys.ISSUER, "oauth needs the issuer of the tokens", "the issuer's https URL");
        } else if (issuer.contains("/.well-known/")) {
            problem(OAuthKeys.ISSUER, "this is the issuer's discovery document", "the issuer, as the iss of its tokens says it");
        } else if (!issuer.matches("[\\x21-\\x7e]+")) {
            problem(OAuthKeys.ISSUER, "this is no URL", "the issuer's https URL");
        }
        if (keys.isEmpty()) {
            problem(OAuthKeys.JWKS, "oauth needs the issuer's keys", JWKS_EXPECTED);
        }
        if (settings.get(OAuthKeys.AUDIENCE).isEmpty()) {
            problem(OAuthKeys.AUDIENCE, "oauth needs an audience: the issuer's tokens for all others would let in too", "a name");
        }
        if (settings.get(OAuthKeys.USER_CLAIM).isEmpty()) {
            problem(OAuthKeys.USER_CLAIM, "oauth needs a claim with the user's name", "a claim such as sub");
        }
        if (settings.get(OAuthKeys.CLOCK_SKEW).toSeconds() > 600) {
            problem(OAuthKeys.CLOCK_SKEW, "tokens would be good for long after their end", "at most 10 minutes");
        }
        boolean isUrl = keys.toLowerCase(Locale.ROOT).matches("[a-z][a-z0-9+.-]+://.*");
        return Optional.of(new OAuthSettings(
                issuer,
                isUrl || keys.isEmpty() ? Optional.empty() : file.apply(OAuthKeys.JWKS),
                isUrl ? url(keys) : Optional.empty(),
                new HashSet<>(settings.get(OAuthKeys.AUDIENCE)),
                settings.get(OAuthKeys.USER_CLAIM),
                String.join(" ", OAuthSettings.words(settings.get(OAuthKeys.SCOPE))),
                settings.get(OAuthKeys.CLOCK_SKEW),
                authorities));
    }

    private Optional<URI> url(String text) {
        try {
            URI uri = new URI(text);
            String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
            String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
            if (uri.getRawUserInfo() != null || uri.getRawFragment() != null || host.isEmpty()) {
                // SHOW CONFIG shows the URL, so a password in it would be public.
                problem(OAuthKeys.JWKS, "it has no host, or a user, a password or a fragment", JWKS_EXPECTED);
            } else if (scheme.equals("https") || scheme.equals("http") && LOOPBACK.contains(host)) {
                return Optional.of(uri);
            } else {
                problem(OAuthKeys.JWKS, "keys that come over " + ValueTypes.quoted(scheme) + " may be anyone's", JWKS_EXPECTED);
            }
        } catch (URISyntaxException e) {
            problem(OAuthKeys.JWKS, "this is no URL", JWKS_EXPECTED);
        }
        return Optional.empty();
    }

    /** The LDAP servers; what is wrong with one is told. */
    LdapLogins ldap(Optional<HbaRules> rules, Optional<Path> authorities) {
        List<HbaRule> lines = lines(rules, HbaMethod.LDAP);
        if (settings.get(AuthKeys.TYPE) != AuthType.LDAP && lines.isEmpty()) {
            return new LdapLogins(Optional.empty(), Map.of(), authorities);
        }
        Optional<LdapSettings> general = Optional.empty();
        String text = settings.get(AuthKeys.LDAP_OPTIONS);
        if (!text.isBlank()) {
            try {
                general = Optional.of(LdapOptions.read(LdapOptions.ofText(text)));
            } catch (InvalidValueException wrong) {
                problem(AuthKeys.LDAP_OPTIONS, wrong.getMessage(), wrong.expected());
            }
        }
        Map<Integer, LdapSettings> ofLines = new HashMap<>();
        for (HbaRule rule : lines) {
            if (rule.options().keySet().stream().anyMatch(option -> option.startsWith("ldap"))) {
                try {
                    ofLines.put(rule.line(), LdapOptions.read(rule.options()));
                } catch (InvalidValueException wrong) {
                    problems.add(at(rule), AuthKeys.HBA_FILE.key(), wrong.getMessage(), wrong.expected());
                }
            } else if (text.isBlank()) {
                problems.add(at(rule), AuthKeys.HBA_FILE.key(), "ldap needs an LDAP server",
                        "ldap... options of this line, or auth_ldap_options");
            }
        }
        if (settings.get(AuthKeys.TYPE) == AuthType.LDAP && text.isBlank()) {
            problem(AuthKeys.TYPE, "ldap needs an LDAP server", "auth_ldap_options");
        }
        return new LdapLogins(general, ofLines, authorities);
    }

    private Origin at(HbaRule rule) {
        return Origin.file(settings.get(AuthKeys.HBA_FILE), rule.line());
    }

    private void problem(SettingKey<?> key, String message, String expected) {
        problems.add(settings.origin(key), settings.nameOf(key), message, expected);
    }
}
