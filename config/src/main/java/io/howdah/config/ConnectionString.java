package io.howdah.config;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * PgBouncer's {@code key=value key='quoted value'}. A doubled quote inside quotes stands for a quote; no other character is
 * special. Messages never repeat the text, for any part of it may belong to a password.
 */
final class ConnectionString {

    private static final String EXPECTED = "key=value pairs with blanks between them; "
            + "a value with blanks in single quotes, a quote inside doubled";

    private final String text;
    private int at;

    private ConnectionString(String text) {
        this.text = text;
    }

    /** If a key has several values, the last one counts. */
    static Map<String, String> parse(String text) {
        return new ConnectionString(text).pairs();
    }

    private Map<String, String> pairs() {
        Map<String, String> pairs = new LinkedHashMap<>();
        skipBlanks();
        while (at < text.length()) {
            String key = key();
            pairs.put(key, value(pairs.size() + 1));
            skipBlanks();
        }
        return pairs;
    }

    private String key() {
        int start = at;
        while (at < text.length() && text.charAt(at) != '=' && !isBlank(text.charAt(at))) {
            at++;
        }
        String key = text.substring(start, at);
        skipBlanks();
        if (key.isEmpty() || at == text.length() || text.charAt(at) != '=') {
            throw new InvalidValueException("no '=' where one belongs, at character " + (at + 1), EXPECTED);
        }
        at++;
        return key;
    }

    private String value(int number) {
        skipBlanks();
        String value = at < text.length() && text.charAt(at) == '\'' ? quotedValue() : plainValue();
        if (value.isEmpty()) {
            throw new InvalidValueException("pair " + number + " has no value", EXPECTED);
        }
        return value;
    }

    private String plainValue() {
        int start = at;
        while (at < text.length() && !isBlank(text.charAt(at))) {
            at++;
        }
        return text.substring(start, at);
    }

    private String quotedValue() {
        StringBuilder value = new StringBuilder();
        int opened = at + 1;
        at++;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c != '\'') {
                value.append(c);
            } else if (at < text.length() && text.charAt(at) == '\'') {
                value.append('\'');
                at++;
            } else if (at < text.length() && !isBlank(text.charAt(at))) {
                throw new InvalidValueException("no blank after the closing quote at character " + at, EXPECTED);
            } else {
                return value.toString();
            }
        }
        throw new InvalidValueException("the quote opened at character " + opened + " is never closed", EXPECTED);
    }

    private void skipBlanks() {
        while (at < text.length() && isBlank(text.charAt(at))) {
            at++;
        }
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
