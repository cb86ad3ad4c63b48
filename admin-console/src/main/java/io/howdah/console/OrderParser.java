package io.howdah.console;

import io.howdah.console.CommandLexer.Kind;
import io.howdah.console.view.PoolerControl;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Parses the commands that give an order: PAUSE, RELOAD, KILL and the like. The lexer stands at their first word. */
final class OrderParser {

    private static final String CACHE = "cache";

    private final CommandText text;
    private final CommandLexer lexer;

    OrderParser(CommandText text) {
        this.text = text;
        this.lexer = text.lexer();
    }

    /** @return null if no order begins with the first word */
    @Nullable
    AdminCommand read() throws CommandSyntaxException {
        String word = lexer.lowerCase();
        switch (word) {
            case "reload":
                lexer.advance();
                return new AdminCommand.Reload();
            case "suspend":
                lexer.advance();
                return new AdminCommand.Suspend();
            case "pause":
                return pause();
            case "resume":
                return resume();
            case "reconnect":
                return new AdminCommand.Reconnect(database());
            case "kill":
                return new AdminCommand.Kill(database());
            case "wait_close":
                return new AdminCommand.WaitClose(database());
            case "disable":
                return new AdminCommand.Disable(requiredDatabase());
            case "enable":
                return new AdminCommand.Enable(requiredDatabase());
            case "kill_client":
                return new AdminCommand.KillClient(clientId());
            case "shutdown":
                return new AdminCommand.Shutdown(shutdown());
            case CACHE:
                return new CacheOrderParser(text).read();
            default:
                return null;
        }
    }

    /** The database name behind the command's word, if there is one; advances the lexer past the name. */
    private Optional<String> database() throws CommandSyntaxException {
        lexer.advance();
        return text.optionalName();
    }

    private String requiredDatabase() throws CommandSyntaxException {
        int at = lexer.end();
        Optional<String> database = database();
        if (database.isEmpty()) {
            throw new CommandSyntaxException("a database is required", lexer.position(at));
        }
        return database.get();
    }

    /**
     * {@code PAUSE [db] [TIMEOUT time]}, or {@code PAUSE CACHE}. A database may have the name timeout. If a database has the name
     * cache, its name needs quotes here.
     */
    private AdminCommand pause() throws CommandSyntaxException {
        lexer.advance();
        if (lexer.is(CACHE)) {
            lexer.advance();
            return new AdminCommand.PauseCache();
        }
        Optional<String> database = Optional.empty();
        if (!lexer.atEnd()) {
            String name = text.name();
            boolean isWord = lexer.is("timeout");
            lexer.advanceToValue();
            if (isWord && !lexer.atEnd() && !lexer.is("timeout")) {
                return new AdminCommand.Pause(database, limit());
            }
            database = Optional.of(name);
        }
        if (lexer.atEnd()) {
            return new AdminCommand.Pause(database, Duration.ZERO);
        }
        if (!lexer.is("timeout")) {
            throw text.invalid();
        }
        lexer.advanceToValue();
        return new AdminCommand.Pause(database, limit());
    }

    /** {@code RESUME [db]}, or {@code RESUME CACHE}. */
    private AdminCommand resume() throws CommandSyntaxException {
        lexer.advance();
        if (lexer.is(CACHE)) {
            lexer.advance();
            return new AdminCommand.ResumeCache();
        }
        return new AdminCommand.Resume(text.optionalName());
    }

    /** Seconds, or a number with a unit. */
    private Duration limit() throws CommandSyntaxException {
        int at = lexer.start();
        Optional<Duration> limit = lexer.atEnd() ? Optional.empty() : TimeLimits.read(lexer.value());
        if (limit.isEmpty()) {
            throw new CommandSyntaxException("invalid time limit (expected: seconds, or a time such as 10s, 500ms, 5min, 1h)",
                    lexer.position(at));
        }
        lexer.advance();
        return limit.get();
    }

    private int clientId() throws CommandSyntaxException {
        lexer.advance();
        int at = lexer.start();
        String id = lexer.value();
        if (lexer.kind() != Kind.WORD || !id.matches("[0-9]{1,10}") || Long.parseLong(id) > Integer.MAX_VALUE) {
            throw new CommandSyntaxException("invalid client pointer supplied", lexer.position(at));
        }
        lexer.advance();
        return Integer.parseInt(id);
    }

    private PoolerControl.Shutdown shutdown() throws CommandSyntaxException {
        lexer.advance();
        if (lexer.atEnd()) {
            return PoolerControl.Shutdown.IMMEDIATE;
        }
        text.name();
        for (PoolerControl.Shutdown mode : List.of(PoolerControl.Shutdown.WAIT_FOR_SERVERS,
                PoolerControl.Shutdown.WAIT_FOR_CLIENTS)) {
            if (mode.name().equalsIgnoreCase(lexer.value())) {
                lexer.advance();
                return mode;
            }
        }
        throw text.invalid();
    }
}
