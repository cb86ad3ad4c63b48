package io.howdah.console;

import io.howdah.console.CommandLexer.Kind;
import io.howdah.console.show.ShowTable;
import io.howdah.console.show.ShowTables;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Text to commands: words in whatever case, names of databases as they are or in double quotes, comments, several statements with
 * semicolons between them. One parser reads one text.
 */
public final class AdminCommandParser {

    /** PgBouncer's limit for the name of a database, in bytes; here in characters. */
    private static final int LONGEST_NAME = 63;

    private final CommandLexer lexer;

    private AdminCommandParser(String text) {
        lexer = new CommandLexer(text);
    }

    /**
     * The statements of a text; none where it is empty.
     *
     * @throws CommandSyntaxException for the first thing that is not understood; nothing of the text counts then
     */
    public static List<Statement> parse(String text) throws CommandSyntaxException {
        return new AdminCommandParser(text).statements();
    }

    private List<Statement> statements() throws CommandSyntaxException {
        List<Statement> statements = new ArrayList<>();
        do {
            lexer.advance();
            if (!lexer.atEnd()) {
                int position = lexer.position(lexer.start());
                statements.add(new Statement(statement(), position));
            }
        } while (lexer.kind() != Kind.END);
        return statements;
    }

    private AdminCommand statement() throws CommandSyntaxException {
        int begin = lexer.start();
        AdminCommand command = lexer.kind() == Kind.WORD ? command(begin) : null;
        if (command == null) {
            throw invalid(begin, begin);
        }
        if (!lexer.atEnd()) {
            throw invalid(begin, lexer.start());
        }
        return command;
    }

    /** @return null where the first word is none of the console's */
    private AdminCommand command(int begin) throws CommandSyntaxException {
        switch (lexer.lowerCase()) {
            case "show":
                return show(begin);
            case "select":
                return select(begin);
            case "set":
                return set(begin);
            default:
                return courtesy();
        }
    }

    // ---- SHOW and SELECT

    private AdminCommand show(int begin) throws CommandSyntaxException {
        lexer.advance();
        requireName(begin);
        if (lexer.is("transaction")) {
            // The one SHOW of PostgreSQL's with several words, which pgjdbc says.
            lexer.advance();
            for (String word : List.of("isolation", "level")) {
                if (!lexer.is(word)) {
                    throw invalid(begin, lexer.start());
                }
                lexer.advance();
            }
            return new AdminCommand.ShowParameter(SessionParameter.named("transaction_isolation").orElseThrow());
        }
        AdminCommand show = shown(lexer.value()).orElse(null);
        if (show == null) {
            throw invalid(begin, lexer.start());
        }
        lexer.advance();
        return show;
    }

    private static Optional<AdminCommand> shown(String name) {
        if (name.equalsIgnoreCase("help")) {
            return Optional.of(new AdminCommand.Help());
        }
        Optional<AdminCommand> table = ShowTables.named(name).map((ShowTable<?> known) -> new AdminCommand.Show(known));
        return table.or(() -> SessionParameter.named(name).map(AdminCommand.ShowParameter::new));
    }

    private AdminCommand select(int begin) throws CommandSyntaxException {
        lexer.advance();
        if (lexer.kind() == Kind.WORD) {
            int first = lexer.start();
            Optional<AdminCommand> show = shown(lexer.value());
            lexer.advance();
            if (show.isPresent() && lexer.atEnd()) {
                return show.get();
            }
            lexer.backTo(first); // SELECT version() is not SELECT version
        }
        List<ProbeColumn> columns = new Probes(lexer).read();
        if (columns.isEmpty()) {
            throw invalid(begin, lexer.start());
        }
        return new AdminCommand.Probe(columns);
    }

    // ---- SET

    private AdminCommand set(int begin) throws CommandSyntaxException {
        lexer.advance();
        if (lexer.is("session") || lexer.is("local")) {
            lexer.advance();
            if (lexer.is("characteristics")) {
                return restOf(new AdminCommand.SetParameter("transaction_isolation", ""));
            }
        }
        requireName(begin);
        if (lexer.is("transaction") || lexer.is("names")) {
            return restOf(new AdminCommand.SetParameter(lexer.is("names") ? "client_encoding" : "transaction_isolation", ""));
        }
        String key = lexer.value();
        int keyAt = lexer.start();
        lexer.advance();
        if (lexer.is("zone") && key.equalsIgnoreCase("time")) {
            return restOf(new AdminCommand.SetParameter("timezone", ""));
        }
        if (!lexer.isSymbol('=') && !lexer.is("to")) {
            throw invalid(begin, lexer.start());
        }
        lexer.advanceToValue();
        String value = value(begin);
        if (SessionParameter.named(key).isPresent()) {
            return new AdminCommand.SetParameter(key.toLowerCase(Locale.ROOT), value);
        }
        throw invalid(begin, keyAt);
    }

    /** One value, or several with commas between them. */
    private String value(int begin) throws CommandSyntaxException {
        StringBuilder value = new StringBuilder();
        while (true) {
            if (lexer.atEnd() || lexer.kind() == Kind.SYMBOL) {
                throw invalid(begin, lexer.start());
            }
            value.append(lexer.value());
            lexer.advance();
            if (!lexer.isSymbol(',')) {
                return value.toString();
            }
            value.append(", ");
            lexer.advanceToValue();
        }
    }

    // ---- what drivers say around their queries

    private AdminCommand courtesy() throws CommandSyntaxException {
        switch (lexer.lowerCase()) {
            case "begin":
                return restOf(new AdminCommand.Transaction("BEGIN", true));
            case "start":
                lexer.advance();
                return lexer.is("transaction") ? restOf(new AdminCommand.Transaction("START TRANSACTION", true)) : null;
            case "commit", "end":
                return restOf(new AdminCommand.Transaction("COMMIT", false));
            case "rollback", "abort":
                return restOf(new AdminCommand.Transaction("ROLLBACK", false));
            case "reset":
                return restOf(new AdminCommand.Forget("RESET"));
            case "discard":
                lexer.advance();
                return lexer.is("all") ? restOf(new AdminCommand.Forget("DISCARD ALL")) : null;
            case "deallocate":
                lexer.advance();
                return restOf(new AdminCommand.Forget(lexer.is("all") ? "DEALLOCATE ALL" : "DEALLOCATE"));
            default:
                return null;
        }
    }

    private <C extends AdminCommand> C restOf(C command) throws CommandSyntaxException {
        while (!lexer.atEnd()) {
            lexer.advanceToValue();
        }
        return command;
    }

    // ---- names and errors

    private void requireName(int begin) throws CommandSyntaxException {
        if (lexer.kind() != Kind.WORD && lexer.kind() != Kind.QUOTED_NAME) {
            throw invalid(begin, lexer.start());
        }
        if (lexer.value().length() > LONGEST_NAME) {
            throw new CommandSyntaxException("bad arguments", lexer.position(lexer.start()));
        }
    }

    /** PgBouncer's words for whatever it does not understand; the position says which word it is. */
    private CommandSyntaxException invalid(int begin, int at) {
        int end = at;
        try {
            while (!lexer.atEnd()) {
                lexer.advanceToValue();
            }
            end = lexer.kind() == Kind.END ? lexer.text().length() : lexer.end();
        } catch (CommandSyntaxException unterminated) {
            end = lexer.text().length();
        }
        return new CommandSyntaxException(
                "invalid command '" + lexer.text().substring(begin, end).strip() + "', use SHOW HELP;", lexer.position(at));
    }
}
