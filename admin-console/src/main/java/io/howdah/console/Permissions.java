package io.howdah.console;

/** The role that a command needs. A command that is not listed here, such as a future command, is for administrators alone. */
final class Permissions {

    private Permissions() {}

    static boolean allow(Role role, AdminCommand command) {
        return role == Role.ADMIN || isHarmless(command);
    }

    private static boolean isHarmless(AdminCommand command) {
        if (command instanceof AdminCommand.Show show) {
            return show.table().isForStatsUsers();
        }
        return command instanceof AdminCommand.Help
                || command instanceof AdminCommand.ShowParameter
                || command instanceof AdminCommand.Probe
                || command instanceof AdminCommand.SetParameter
                || command instanceof AdminCommand.Transaction
                || command instanceof AdminCommand.Forget;
    }
}
