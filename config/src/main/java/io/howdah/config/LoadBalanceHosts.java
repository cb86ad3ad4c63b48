package io.howdah.config;

/** The order in which the pooler tries the hosts of one database. */
public enum LoadBalanceHosts {
    /** Each new connection goes to the next host of the list. */
    ROUND_ROBIN("round-robin"),
    /** Always the first host; the next host only if connecting fails. */
    DISABLE("disable");

    private final String spelling;

    LoadBalanceHosts(String spelling) {
        this.spelling = spelling;
    }

    /** The word used in the file and in SHOW. */
    public String spelling() {
        return spelling;
    }
}
