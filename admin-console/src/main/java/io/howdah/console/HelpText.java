package io.howdah.console;

/** The text of SHOW HELP. */
final class HelpText {

    static final String TEXT = """

            \tSHOW HELP|CONFIG|DATABASES|POOLS|CLIENTS|SERVERS|USERS|VERSION
            \tSHOW PEERS|PEER_POOLS
            \tSHOW FDS|SOCKETS|ACTIVE_SOCKETS|LISTS|MEM|STATE
            \tSHOW DNS_HOSTS|DNS_ZONES
            \tSHOW STATS|STATS_TOTALS|STATS_AVERAGES|TOTALS
            \tSHOW WAITING|TRANSACTIONS|PREPARED|LOOPS|POOLS_EXTENDED
            \tSHOW CACHE|CACHE_STATEMENTS|CACHE_RELATIONS
            \tSET key = arg
            \tRELOAD
            \tPAUSE [<db>] [TIMEOUT <time>]
            \tRESUME [<db>]
            \tDISABLE <db>
            \tENABLE <db>
            \tRECONNECT [<db>]
            \tKILL [<db>]
            \tKILL_CLIENT <client_id>
            \tSUSPEND
            \tSHUTDOWN
            \tSHUTDOWN WAIT_FOR_SERVERS|WAIT_FOR_CLIENTS
            \tWAIT_CLOSE [<db>]
            \tCACHE EXPLAIN '<statement>' [<db> [<user>]]
            \tCACHE FLUSH [ALL|TABLE <table>|TAG <tag>|STATEMENT <id>|PATTERN '<pattern>']
            \tCACHE BYPASS ON|OFF
            \tPAUSE CACHE
            \tRESUME CACHE""";

    private HelpText() {}
}
