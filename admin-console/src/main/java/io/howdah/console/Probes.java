package io.howdah.console;

import io.howdah.console.CommandLexer.Kind;
import io.howdah.console.show.ColumnType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Parses the list of a SELECT without a table: numbers, strings, and the few functions by which drivers identify the server. The
 * lexer stands at the list's beginning; afterwards it stands behind the list, or at the first unknown token.
 */
final class Probes {

    private static final String UNNAMED = "?column?";

    private final CommandLexer lexer;

    Probes(CommandLexer lexer) {
        this.lexer = lexer;
    }

    /** @return the columns; empty if the list has an unknown token */
    List<ProbeColumn> read() throws CommandSyntaxException {
        List<ProbeColumn> columns = new ArrayList<>();
        while (true) {
            ProbeColumn column = column();
            if (column == null) {
                return List.of();
            }
            columns.add(alias(column));
            if (!lexer.isSymbol(',')) {
                return columns;
            }
            lexer.advance();
        }
    }

    private ProbeColumn alias(ProbeColumn column) throws CommandSyntaxException {
        if (lexer.is("as")) {
            lexer.advance();
            if (lexer.kind() != Kind.WORD && lexer.kind() != Kind.QUOTED_NAME) {
                return column;
            }
        } else if (lexer.kind() != Kind.QUOTED_NAME) {
            return column;
        }
        ProbeColumn renamed = column.as(lexer.kind() == Kind.WORD ? lexer.lowerCase() : lexer.value());
        lexer.advance();
        return renamed;
    }

    private @Nullable ProbeColumn column() throws CommandSyntaxException {
        if (lexer.kind() == Kind.STRING) {
            String text = lexer.value();
            lexer.advance();
            return new ProbeColumn(UNNAMED, ColumnType.TEXT, client -> text);
        }
        if (lexer.kind() != Kind.WORD) {
            return null;
        }
        if (lexer.value().matches("[0-9]{1,9}")) {
            int number = Integer.parseInt(lexer.value());
            lexer.advance();
            return new ProbeColumn(UNNAMED, ColumnType.INT4, client -> number);
        }
        String name = lexer.lowerCase();
        lexer.advance();
        if (name.equals("pg_catalog") && lexer.isSymbol('.')) {
            lexer.advance();
            name = lexer.lowerCase();
            lexer.advance();
        }
        return switch (name) {
            case "current_user", "session_user", "user" -> new ProbeColumn(name, ColumnType.TEXT, ConsoleClient::user);
            case "current_catalog" -> new ProbeColumn(name, ColumnType.TEXT, ConsoleClient::database);
            default -> function(name);
        };
    }

    private @Nullable ProbeColumn function(String name) throws CommandSyntaxException {
        if (!lexer.isSymbol('(')) {
            return null;
        }
        lexer.advance();
        String argument = null;
        if (lexer.kind() == Kind.STRING) {
            argument = lexer.value();
            lexer.advance();
        }
        if (!lexer.isSymbol(')')) {
            return null;
        }
        lexer.advance();
        if (argument != null) {
            return name.equals("current_setting")
                    ? SessionParameter.named(argument).map(parameter -> text(name, client -> parameter.value())).orElse(null)
                    : null;
        }
        return switch (name) {
            case "version" -> text(name, ConsoleClient::version);
            case "current_database" -> text(name, ConsoleClient::database);
            case "current_schema" -> text(name, client -> null);
            case "pg_backend_pid" -> new ProbeColumn(name, ColumnType.INT4, ConsoleClient::processId);
            case "pg_is_in_recovery" -> text(name, client -> "f");
            default -> null;
        };
    }

    private static ProbeColumn text(String name, Function<ConsoleClient, @Nullable Object> value) {
        return new ProbeColumn(name, ColumnType.TEXT, value);
    }
}
