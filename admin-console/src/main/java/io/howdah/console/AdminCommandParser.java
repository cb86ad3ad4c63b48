package io.howdah.console;

import io.howdah.console.CommandLexer.Kind;
import io.howdah.console.show.ShowTable;
import io.howdah.console.show.ShowTables;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Parses a text into commands. Words may be in any case, database names may be in double quotes, comments are allowed, and
 * semicolons separate statements. One parser reads one text.
 */
public final class AdminCommandParser {

    private final CommandText text;
    private final CommandLexer lexer;

    private AdminCommandParser(String text) {
        this.text = new CommandText(text);
        lexer = this.text.lexer();
    }

    /**
     * The statements of a text; empty for an empty text.
     *
     * @throws CommandSyntaxException for the first error; then no statement of the text runs
     */
    public static List<Statement> parse(String text) throws CommandSyntaxException {
        return new AdminCommandParser(text).statements();
    }

    private List<Statement> statements() throws CommandSyntaxException {
        List<Statement> statements = new ArrayList<>();
        do {
            lexer.advance();
            if (!lexer.atEnd()) {
                text.begin();
                statements.add(new Statement(statement(), text.position()));
            }
        } while (lexer.kind() != Kind.END);
        return statements;
    }

    private AdminCommand statement() throws CommandSyntaxException {
        AdminCommand command = lexer.kind() == Kind.WORD ? command() : null;
        if (command == null) {
            throw text.invalid();
        }
        if (!lexer.atEnd()) {
            throw text.invalid();
        }
        return command;
    }

    /** @return null if no command begins with the first word */
    private @Nullable AdminCommand command() throws CommandSyntaxException {
        switch (lexer.lowerCase()) {
            case "show":
                return show();
            case "select":
                return select();
            case "set":
                return set();
            default:
                AdminCommand order = new OrderParser(text).read();
                return order != null ? order : courtesy();
        }
    }

    // ---- SHOW and SELECT

    private AdminCommand show() throws CommandSyntaxException {
        lexer.advance();
        text.name();
        if (lexer.is("transaction")) {
            // pgjdbc sends SHOW TRANSACTION ISOLATION LEVEL, the only SHOW of PostgreSQL with several words.
            lexer.advance();
            for (String word : List.of("isolation", "level")) {
                if (!lexer.is(word)) {
                    throw text.invalid();
                }
                lexer.advance();
            }
            return new AdminCommand.ShowParameter(SessionParameter.named("transaction_isolation").orElseThrow());
        }
        AdminCommand show = shown(lexer.value()).orElse(null);
        if (show == null) {
            throw text.invalid();
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

    private AdminCommand select() throws CommandSyntaxException {
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
            throw text.invalid();
        }
        return new AdminCommand.Probe(columns);
    }

    // ---- SET

    private AdminCommand set() throws CommandSyntaxException {
        lexer.advance();
        if (lexer.is("session") || lexer.is("local")) {
            lexer.advance();
            if (lexer.is("characteristics")) {
                return text.restOf(new AdminCommand.SetParameter("transaction_isolation", ""));
            }
        }
        text.name();
        if (lexer.is("transaction") || lexer.is("names")) {
            return text
                    .restOf(new AdminCommand.SetParameter(lexer.is("names") ? "client_encoding" : "transaction_isolation", ""));
        }
        String key = lexer.value();
        lexer.advance();
        if (lexer.is("zone") && key.equalsIgnoreCase("time")) {
            return text.restOf(new AdminCommand.SetParameter("timezone", ""));
        }
        if (!lexer.isSymbol('=') && !lexer.is("to")) {
            throw text.invalid();
        }
        lexer.advanceToValue();
        String value = value();
        if (SessionParameter.named(key).isPresent()) {
            return new AdminCommand.SetParameter(key.toLowerCase(Locale.ROOT), value);
        }
        return new AdminCommand.Set(key.toLowerCase(Locale.ROOT), value);
    }

    /** One value, or several with commas between them. */
    private String value() throws CommandSyntaxException {
        StringBuilder value = new StringBuilder();
        while (true) {
            if (lexer.atEnd() || lexer.kind() == Kind.SYMBOL) {
                throw text.invalid();
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

    // ---- statements that drivers send around their queries

    private @Nullable AdminCommand courtesy() throws CommandSyntaxException {
        switch (lexer.lowerCase()) {
            case "begin":
                return text.restOf(new AdminCommand.Transaction("BEGIN", true));
            case "start":
                lexer.advance();
                return lexer.is("transaction") ? text.restOf(new AdminCommand.Transaction("START TRANSACTION", true)) : null;
            case "commit", "end":
                return text.restOf(new AdminCommand.Transaction("COMMIT", false));
            case "rollback", "abort":
                return text.restOf(new AdminCommand.Transaction("ROLLBACK", false));
            case "reset":
                return text.restOf(new AdminCommand.Forget("RESET"));
            case "discard":
                lexer.advance();
                return lexer.is("all") ? text.restOf(new AdminCommand.Forget("DISCARD ALL")) : null;
            case "deallocate":
                lexer.advance();
                return text.restOf(new AdminCommand.Forget(lexer.is("all") ? "DEALLOCATE ALL" : "DEALLOCATE"));
            default:
                return null;
        }
    }
}
