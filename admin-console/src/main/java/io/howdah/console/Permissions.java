package io.howdah.console;

/** Which role may run which command. What is not named here is for administrators alone, commands yet to be written included. */
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
