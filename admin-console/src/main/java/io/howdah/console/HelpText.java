package io.howdah.console;

/** What SHOW HELP says. */
final class HelpText {

    static final String TEXT = """

            \tSHOW HELP|POOLS|LISTS|STATE|VERSION
            \tSHOW STATS|STATS_TOTALS|STATS_AVERAGES|TOTALS
            """;

    private HelpText() {}
}
