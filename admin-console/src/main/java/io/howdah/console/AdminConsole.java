package io.howdah.console;

import io.howdah.console.show.ColumnType;
import io.howdah.console.show.ShowTable;
import io.howdah.console.view.PoolerView;
import io.howdah.protocol.SqlState;
import io.howdah.protocol.backend.NoticeResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Runs commands: what is shown comes from the {@link PoolerView}. One for all clients; any thread. */
public final class AdminConsole {

    private final PoolerView view;

    /** @param view what is shown */
    public AdminConsole(PoolerView view) {
        this.view = view;
    }

    /** The columns a command will give; none where it gives no rows. */
    static List<Answer.Column> columns(AdminCommand command) {
        if (command instanceof AdminCommand.Show show) {
            return columns(show.table());
        }
        if (command instanceof AdminCommand.ShowParameter show) {
            return List.of(new Answer.Column(show.parameter().name(), ColumnType.TEXT));
        }
        if (command instanceof AdminCommand.Probe probe) {
            return probe.columns().stream().map(column -> new Answer.Column(column.name(), column.type())).toList();
        }
        return List.of();
    }

    private static <T> List<Answer.Column> columns(ShowTable<T> table) {
        return table.columns().stream().map(column -> new Answer.Column(column.name(), column.type())).toList();
    }

    /** Runs a command that is allowed. Cancelling the future stops what takes long. */
    CompletableFuture<Answer> run(AdminCommand command, ConsoleClient client) {
        if (command instanceof AdminCommand.Show show) {
            return show.table().rows(view).thenApply(rows -> Answer.rows(columns(command), rows, "SHOW")).toCompletableFuture();
        }
        return CompletableFuture.completedFuture(answer(command, client));
    }

    private static Answer answer(AdminCommand command, ConsoleClient client) {
        if (command instanceof AdminCommand.ShowParameter show) {
            String value = show.parameter().isApplicationName() ? client.applicationName() : show.parameter().value();
            return Answer.rows(columns(command), List.of(List.of(value)), "SHOW");
        }
        if (command instanceof AdminCommand.Probe probe) {
            List<Object> row = new java.util.ArrayList<>();
            probe.columns().forEach(column -> row.add(column.value().apply(client)));
            return Answer.rows(columns(command), List.of(row), "SELECT 1");
        }
        if (command instanceof AdminCommand.SetParameter set) {
            if (set.name().equals(SessionParameter.APPLICATION_NAME)) {
                client.applicationNameIs(set.value());
                return Answer.done("SET");
            }
            return Answer.done("SET").after(List.of(notice("SET ignored")));
        }
        if (command instanceof AdminCommand.Transaction transaction) {
            return Answer.done(transaction.tag());
        }
        if (command instanceof AdminCommand.Forget forget) {
            return Answer.done(forget.tag());
        }
        if (command instanceof AdminCommand.Help) {
            return Answer.done("SHOW").after(List.of(notice("Console usage").withDetail(HelpText.TEXT)));
        }
        throw new IllegalStateException("no way to run " + command);
    }

    private static NoticeResponse notice(String message) {
        return NoticeResponse.of("NOTICE", SqlState.SUCCESSFUL_COMPLETION, message);
    }
}
