package io.howdah.console;

import io.howdah.protocol.FrontendType;
import io.howdah.protocol.SqlState;
import io.howdah.protocol.backend.BindComplete;
import io.howdah.protocol.backend.CloseComplete;
import io.howdah.protocol.backend.CommandComplete;
import io.howdah.protocol.backend.EmptyQueryResponse;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.backend.NoData;
import io.howdah.protocol.backend.ParameterDescription;
import io.howdah.protocol.backend.ParseComplete;
import io.howdah.protocol.backend.PortalSuspended;
import io.howdah.protocol.frontend.Bind;
import io.howdah.protocol.frontend.BindParameters;
import io.howdah.protocol.frontend.Close;
import io.howdah.protocol.frontend.Describe;
import io.howdah.protocol.frontend.Execute;
import io.howdah.protocol.frontend.Parse;
import io.netty.buffer.ByteBuf;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The extended protocol of one console: prepared statements and portals. After an error it ignores messages until Sync (manual,
 * "Extended Query").
 */
final class ExtendedQueries {

    /** @param statement null for an empty text */
    private record Prepared(@Nullable Statement statement) {
        List<Answer.Column> columns() {
            return statement == null ? List.of() : AdminConsole.columns(statement.command());
        }
    }

    private static final class Portal {
        private final Prepared prepared;
        private final List<Short> formats;
        /** Null until the first Execute. */
        private @Nullable Answer answer;
        private int nextRow;

        Portal(Prepared prepared, List<Short> formats) {
            this.prepared = prepared;
            this.formats = formats;
        }
    }

    private final ConsoleSession session;
    private final AdminConsole console;
    private final Map<String, Prepared> statements = new HashMap<>();
    private final Map<String, Portal> portals = new HashMap<>();
    private boolean skipping;

    ExtendedQueries(ConsoleSession session, AdminConsole console) {
        this.session = session;
        this.console = console;
    }

    /** A simple query removes the unnamed statement and the portals. */
    void simpleQuery() {
        statements.remove("");
        portals.clear();
    }

    /** Forgets all prepared statements and portals (DISCARD ALL, DEALLOCATE ALL). */
    void forget() {
        statements.clear();
    }

    void message(byte type, ByteBuf body) {
        if (type == FrontendType.SYNC) {
            skipping = false;
            portals.clear();
            session.ready();
        } else if (!skipping) {
            dispatch(type, body);
        }
    }

    private void dispatch(byte type, ByteBuf body) {
        switch (type) {
            case FrontendType.PARSE -> parse(Parse.read(body));
            case FrontendType.BIND -> bind(Bind.read(body));
            case FrontendType.DESCRIBE -> describe(Describe.read(body));
            case FrontendType.EXECUTE -> execute(Execute.read(body));
            case FrontendType.CLOSE -> close(Close.read(body));
            default -> {} // Flush: the console sends every answer at once anyway
        }
    }

    private void fail(ErrorResponse error) {
        skipping = true;
        session.write(error);
    }

    private void fail(SqlState state, String message) {
        fail(ErrorResponse.of("ERROR", state, message));
    }

    private void parse(Parse parse) {
        if (!parse.name().isEmpty() && statements.containsKey(parse.name())) {
            fail(SqlState.DUPLICATE_PSTATEMENT, "prepared statement \"" + parse.name() + "\" already exists");
            return;
        }
        List<Statement> parsed;
        try {
            parsed = console.parse(parse.query());
        } catch (CommandSyntaxException e) {
            fail(ConsoleSession.syntaxError(e));
            return;
        }
        if (parsed.size() > 1) {
            fail(SqlState.SYNTAX_ERROR, "cannot insert multiple commands into a prepared statement");
            return;
        }
        statements.put(parse.name(), new Prepared(parsed.isEmpty() ? null : parsed.get(0)));
        session.write(ParseComplete.INSTANCE);
    }

    private void bind(Bind bind) {
        Prepared prepared = statements.get(bind.statement());
        if (prepared == null) {
            failUnknownStatement(bind.statement());
            return;
        }
        BindParameters parameters = BindParameters.of(bind);
        if (!parameters.values().isEmpty()) {
            fail(SqlState.PROTOCOL_VIOLATION, "bind message supplies " + parameters.values().size()
                    + " parameters, but prepared statement \"" + bind.statement() + "\" requires 0");
            return;
        }
        int columns = prepared.columns().size();
        List<Short> formats = parameters.resultFormats();
        if (formats.size() > 1 && formats.size() != columns) {
            fail(SqlState.PROTOCOL_VIOLATION,
                    "bind message has " + formats.size() + " result formats but query has " + columns + " columns");
            return;
        }
        for (short format : formats) {
            if (format != 0 && format != 1) {
                fail(SqlState.INVALID_PARAMETER_VALUE, "unsupported format code: " + format);
                return;
            }
        }
        portals.put(bind.portal(), new Portal(prepared, formats));
        session.write(BindComplete.INSTANCE);
    }

    private void describe(Describe describe) {
        if (describe.kind() == Describe.STATEMENT) {
            Prepared prepared = statements.get(describe.name());
            if (prepared == null) {
                failUnknownStatement(describe.name());
                return;
            }
            session.write(new ParameterDescription());
            describe(prepared, List.of());
        } else {
            Portal portal = portals.get(describe.name());
            if (portal == null) {
                failUnknownPortal(describe.name());
                return;
            }
            describe(portal.prepared, portal.formats);
        }
    }

    private void describe(Prepared prepared, List<Short> formats) {
        List<Answer.Column> columns = prepared.columns();
        session.write(columns.isEmpty() ? NoData.INSTANCE : Answer.describe(columns, formats));
    }

    private void execute(Execute execute) {
        Portal portal = portals.get(execute.portal());
        if (portal == null) {
            failUnknownPortal(execute.portal());
        } else if (portal.prepared.statement == null) {
            session.write(EmptyQueryResponse.INSTANCE);
        } else if (portal.answer != null) {
            rows(portal, portal.answer, execute.maxRows());
        } else {
            session.run(portal.prepared.statement, answer -> {
                portal.answer = answer;
                answer.notices().forEach(session::write);
                rows(portal, answer, execute.maxRows());
            }, this::fail);
        }
    }

    private void rows(Portal portal, Answer answer, int most) {
        int end = answer.rows().size();
        if (most > 0 && most < end - portal.nextRow) {
            end = portal.nextRow + most;
        }
        while (portal.nextRow < end) {
            session.write(answer.row(portal.nextRow++, portal.formats));
        }
        session.write(end < answer.rows().size() ? PortalSuspended.INSTANCE : new CommandComplete(answer.tag()));
    }

    private void close(Close close) {
        if (close.kind() == Close.STATEMENT) {
            statements.remove(close.name());
        } else {
            portals.remove(close.name());
        }
        session.write(CloseComplete.INSTANCE);
    }

    private void failUnknownStatement(String name) {
        fail(SqlState.INVALID_SQL_STATEMENT_NAME, name.isEmpty()
                ? "unnamed prepared statement does not exist"
                : "prepared statement \"" + name + "\" does not exist");
    }

    private void failUnknownPortal(String name) {
        fail(SqlState.INVALID_CURSOR_NAME, "portal \"" + name + "\" does not exist");
    }
}
