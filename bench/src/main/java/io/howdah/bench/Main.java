package io.howdah.bench;

import io.howdah.bench.compare.CompareCommand;
import io.howdah.bench.compare.GuardCommand;
import io.howdah.bench.conversations.ConversationsCommand;
import io.howdah.bench.demo.DemoCommand;
import io.howdah.bench.jmh.JmhCommand;
import io.howdah.bench.load.command.CacheCommand;
import io.howdah.bench.load.command.CrowdCommand;
import io.howdah.bench.load.command.LoadCommand;
import io.howdah.bench.ping.PingCommand;
import io.howdah.bench.shows.ShowsCommand;
import io.howdah.proxy.NettyDefaults;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code howdah demo} and {@code howdah bench ...}. */
@Command(name = "howdah bench", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND",
        description = "Shows and measures the pooler.",
        subcommands = {DemoCommand.class, PingCommand.class, LoadCommand.class, CrowdCommand.class, CompareCommand.class,
            GuardCommand.class, CacheCommand.class, ShowsCommand.class, ConversationsCommand.class, JmhCommand.class})
public final class Main implements Runnable {

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    public static void main(String[] arguments) {
        NettyDefaults.apply();
        Logs.warningsOnly();
        System.exit(new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true).execute(arguments));
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "which command?");
    }
}
