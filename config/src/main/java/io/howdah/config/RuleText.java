package io.howdah.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Reads and writes the cache's rules as one text: {@code products=5m, 'select 1, 2'=1h, orders}. A doubled quote inside single
 * quotes stands for a quote. Double quotes belong to the name, as SQL writes it.
 */
final class RuleText {

    static final String EXPECTED = "name, name or name=ttl, name=ttl; "
            + "a name with blanks, commas or = in single quotes, a quote inside doubled";

    /** A ttl of a rule; 0 means never. */
    static final ValueType<Duration> TTL = Quantities.seconds();

    private final String text;
    private int at;

    private RuleText(String text) {
        this.text = text;
    }

    static List<CacheRules.Rule> read(String text) {
        return new RuleText(text).rules();
    }

    static String write(List<CacheRules.Rule> rules, ConfigFormat format) {
        return rules.stream().map(rule -> quotedIfNeeded(rule.name())
                + rule.ttl().map(ttl -> "=" + TTL.write(ttl, format)).orElse(""))
                .collect(Collectors.joining(", "));
    }

    /** A rule with a ttl that is still a text. */
    static CacheRules.Rule rule(String name, String ttl) {
        try {
            return new CacheRules.Rule(name, Optional.of(TTL.read(ttl.strip())));
        } catch (InvalidValueException wrong) {
            throw new InvalidValueException("the ttl of " + ValueTypes.quoted(name) + ": " + wrong.getMessage(),
                    wrong.expected());
        }
    }

    private List<CacheRules.Rule> rules() {
        List<CacheRules.Rule> rules = new ArrayList<>();
        skipBlanks();
        while (at < text.length()) {
            if (text.charAt(at) == ',') {
                at++;
            } else {
                rules.add(rule());
            }
            skipBlanks();
        }
        return rules;
    }

    private CacheRules.Rule rule() {
        String name = text.charAt(at) == '\'' ? quotedName() : plainName();
        if (name.isBlank()) {
            throw new InvalidValueException("a rule without a name, at character " + (at + 1), EXPECTED);
        }
        skipBlanks();
        if (at < text.length() && text.charAt(at) == '=') {
            int comma = text.indexOf(',', at);
            int end = comma < 0 ? text.length() : comma;
            String ttl = text.substring(at + 1, end);
            at = end;
            return rule(name, ttl);
        }
        if (at < text.length() && text.charAt(at) != ',') {
            throw new InvalidValueException("no comma and no = behind " + ValueTypes.quoted(name), EXPECTED);
        }
        return new CacheRules.Rule(name, Optional.empty());
    }

    private String plainName() {
        int start = at;
        while (at < text.length() && !isSpecial(text.charAt(at))) {
            at++;
            if (text.charAt(at - 1) == '"') {
                int closing = text.indexOf('"', at);
                if (closing < 0) {
                    throw unclosed(at);
                }
                at = closing + 1;
            }
        }
        return text.substring(start, at);
    }

    private String quotedName() {
        StringBuilder name = new StringBuilder();
        at++;
        int opened = at;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c != '\'') {
                name.append(c);
            } else if (at < text.length() && text.charAt(at) == '\'') {
                name.append(c);
                at++;
            } else {
                return name.toString();
            }
        }
        throw unclosed(opened);
    }

    private static InvalidValueException unclosed(int character) {
        return new InvalidValueException("the quote opened at character " + character + " is never closed", EXPECTED);
    }

    private void skipBlanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private static boolean isSpecial(char c) {
        return c == ',' || c == '=' || c == '\'' || Character.isWhitespace(c);
    }

    private static String quotedIfNeeded(String name) {
        boolean isPlain = name.chars().noneMatch(c -> c == '"' || isSpecial((char) c));
        return isPlain ? name : "'" + name.replace("'", "''") + "'";
    }
}
