package io.howdah.config;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A table's name in SQL. PostgreSQL folds a name without quotes to lower case, and a name in quotes counts as it is.
 *
 * @param schema absent if the name has none
 */
record TableName(Optional<String> schema, String table) {

    static final String EXPECTED = "a table's name as in SQL, with or without schema: products, shop.products, \"My Table\"";

    private static final String IDENTIFIER = "(\"(?:[^\"]++|\"\")++\"|[A-Za-z_\\x{80}-\\x{10ffff}][\\w$\\x{80}-\\x{10ffff}]*+)";
    private static final Pattern NAME = Pattern.compile("(?:" + IDENTIFIER + "\\.)?" + IDENTIFIER);

    /** The name as the configuration has it. */
    static TableName of(String text) {
        return read(text).orElseThrow(() -> new InvalidValueException(ValueTypes.quoted(text) + " is no table's name", EXPECTED));
    }

    /** Empty if the text is no name of a table. */
    static Optional<TableName> read(String text) {
        Matcher matcher = NAME.matcher(text);
        return matcher.matches()
                ? Optional
                        .of(new TableName(Optional.ofNullable(matcher.group(1)).map(TableName::folded), folded(matcher.group(2))))
                : Optional.empty();
    }

    TableName withoutSchema() {
        return new TableName(Optional.empty(), table);
    }

    /** PostgreSQL folds the letters of ASCII; in a database in UTF-8 it leaves all others. */
    private static String folded(String identifier) {
        if (identifier.startsWith("\"")) {
            return identifier.substring(1, identifier.length() - 1).replace("\"\"", "\"");
        }
        StringBuilder folded = new StringBuilder(identifier);
        for (int i = 0; i < folded.length(); i++) {
            char c = folded.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                folded.setCharAt(i, (char) (c + ('a' - 'A')));
            }
        }
        return folded.toString();
    }
}
