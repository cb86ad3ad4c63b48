package io.howdah.console;

import io.howdah.console.show.ColumnType;
import io.howdah.console.show.ShowTable;
import io.howdah.console.view.PoolerControl;
import io.howdah.console.view.PoolerView;
import io.howdah.protocol.SqlState;
import io.howdah.protocol.backend.NoticeResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Runs commands: SHOW reads the {@link PoolerView}, orders go to the {@link PoolerControl}. One object serves all clients. */
public final class AdminConsole {

    private final PoolerView view;
    private final PoolerControl control;
    private final CacheOrders cache;

    /**
     * @param view for SHOW
     * @param control for orders
     */
    public AdminConsole(PoolerView view, PoolerControl control) {
        this.view = view;
        this.control = control;
        this.cache = new CacheOrders(control);
    }

    /**
     * The commands of a text. SHOW STATS, SHOW STATS_TOTALS and SHOW STATS_AVERAGES have the columns that stats_columns chooses.
     */
    List<Statement> parse(String text) throws CommandSyntaxException {
        List<Statement> statements = AdminCommandParser.parse(text);
        return statements.stream().map(statement -> statement.command() instanceof AdminCommand.Show show
                ? new Statement(new AdminCommand.Show(shaped(show.table())), statement.position()) : statement).toList();
    }

    private ShowTable<?> shaped(ShowTable<?> table) {
        boolean older = table.columns().stream().anyMatch(column -> column.name().endsWith(ShowTable.SINCE_1_26))
                && view.settings().stream()
                        .anyMatch(setting -> setting.key().equals("stats_columns") && setting.value().equals("1.25"));
        return older ? table.without(ShowTable.SINCE_1_26) : table;
    }

    /** The columns of a command's rows; empty for a command without rows. */
    static List<Answer.Column> columns(AdminCommand command) {
        if (command instanceof AdminCommand.Show show) {
            return columns(show.table());
        }
        if (command instanceof AdminCommand.ShowParameter show) {
            return List.of(new Answer.Column(show.parameter().name(), ColumnType.TEXT));
        }
        if (command instanceof AdminCommand.CacheExplain) {
            return CacheOrders.EXPLAIN;
        }
        if (command instanceof AdminCommand.Probe probe) {
            return probe.columns().stream().map(column -> new Answer.Column(column.name(), column.type())).toList();
        }
        return List.of();
    }

    private static <T> List<Answer.Column> columns(ShowTable<T> table) {
        return table.columns().stream().map(column -> new Answer.Column(column.name(), column.type())).toList();
    }

    /**
     * Runs a command, which must be allowed. Cancelling the future stops and undoes a command that waits.
     *
     * @throws io.howdah.console.view.ControlException if the pooler refuses at once
     */
    CompletableFuture<Answer> run(AdminCommand command, ConsoleClient client) {
        if (command instanceof AdminCommand.Show show) {
            return show.table().rows(view).thenApply(rows -> Answer.rows(columns(command), rows, "SHOW")).toCompletableFuture();
        }
        CompletableFuture<Answer> order = order(command);
        return order != null ? order : CompletableFuture.completedFuture(answer(command, client));
    }

    // ---- orders to the pooler

    /** @return null for a command that is no order to the pooler */
    private @Nullable CompletableFuture<Answer> order(AdminCommand command) {
        if (command instanceof AdminCommand.Pause pause) {
            return whenDone(control.pause(pause.database(), pause.limit()), "PAUSE");
        } else if (command instanceof AdminCommand.Kill kill) {
            return whenDone(control.kill(kill.database()), "KILL");
        } else if (command instanceof AdminCommand.KillClient kill) {
            return whenDone(control.killClient(kill.id()), "KILL_CLIENT");
        } else if (command instanceof AdminCommand.Suspend) {
            return whenDone(control.suspend(), "SUSPEND");
        } else if (command instanceof AdminCommand.WaitClose wait) {
            return whenDone(control.waitClose(wait.database()), "WAIT_CLOSE");
        } else if (command instanceof AdminCommand.Reload) {
            return whenSaid(control.reload(), "RELOAD");
        } else if (command instanceof AdminCommand.Set set) {
            return whenSaid(control.set(set.key(), set.value()), "SET " + set.key() + "=" + set.value());
        } else if (command instanceof AdminCommand.Shutdown shutdown) {
            return shutdown(shutdown.mode());
        }
        String tag = doAtOnce(command);
        return tag == null ? cache.order(command) : CompletableFuture.completedFuture(Answer.done(tag));
    }

    private @Nullable String doAtOnce(AdminCommand command) {
        if (command instanceof AdminCommand.Resume resume) {
            control.resume(resume.database());
            return "RESUME";
        } else if (command instanceof AdminCommand.Disable disable) {
            control.disable(disable.database());
            return "DISABLE";
        } else if (command instanceof AdminCommand.Enable enable) {
            control.enable(enable.database());
            return "ENABLE";
        } else if (command instanceof AdminCommand.Reconnect reconnect) {
            control.reconnect(reconnect.database());
            return "RECONNECT";
        }
        return null;
    }

    /**
     * As in PgBouncer, SHUTDOWN has no answer but the end of the connection; SHUTDOWN WAIT_FOR_SERVERS and WAIT_FOR_CLIENTS have
     * one.
     */
    private CompletableFuture<Answer> shutdown(PoolerControl.Shutdown mode) {
        control.shutdown(mode);
        return mode == PoolerControl.Shutdown.IMMEDIATE
                ? new CompletableFuture<>()
                : CompletableFuture.completedFuture(Answer.done("SHUTDOWN"));
    }

    private static CompletableFuture<Answer> whenDone(CompletableFuture<Void> order, String tag) {
        return Answer.of(order, done -> Answer.done(tag));
    }

    private static CompletableFuture<Answer> whenSaid(CompletableFuture<List<String>> order, String tag) {
        return Answer.of(order, said -> Answer.done(tag).after(said.stream().map(AdminConsole::notice).toList()));
    }

    // ---- commands that the console answers itself

    private static Answer answer(AdminCommand command, ConsoleClient client) {
        if (command instanceof AdminCommand.ShowParameter show) {
            String value = show.parameter().isApplicationName() ? client.applicationName() : show.parameter().value();
            return Answer.rows(columns(command), List.of(List.of(value)), "SHOW");
        } else if (command instanceof AdminCommand.Probe probe) {
            List<@Nullable Object> row = new ArrayList<>();
            probe.columns().forEach(column -> row.add(column.value().apply(client)));
            return Answer.rows(columns(command), List.of(row), "SELECT 1");
        } else if (command instanceof AdminCommand.SetParameter set) {
            return setParameter(set, client);
        } else if (command instanceof AdminCommand.Transaction transaction) {
            return Answer.done(transaction.tag());
        } else if (command instanceof AdminCommand.Forget forget) {
            return Answer.done(forget.tag());
        } else if (command instanceof AdminCommand.Help) {
            return Answer.done("SHOW").after(List.of(notice("Console usage").withDetail(HelpText.TEXT)));
        }
        throw new IllegalStateException("no way to run " + command);
    }

    private static Answer setParameter(AdminCommand.SetParameter set, ConsoleClient client) {
        if (set.name().equals(SessionParameter.APPLICATION_NAME)) {
            client.applicationNameIs(set.value());
            return Answer.done("SET");
        }
        return Answer.done("SET").after(List.of(notice("SET ignored")));
    }

    private static NoticeResponse notice(String message) {
        return NoticeResponse.of("NOTICE", SqlState.SUCCESSFUL_COMPLETION, message);
    }
}
