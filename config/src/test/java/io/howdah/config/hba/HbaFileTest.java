package io.howdah.config.hba;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HbaFileTest {

    private final List<String> problems = new ArrayList<>();
    private final Map<String, String> files = Map.of("names", "alice, bob\n\"carol\" # and nobody else\n@more", "more", "dave",
            "self", "@self");

    private HbaRules parse(String text) {
        return HbaFile.parse(text, (name, where) -> Optional.ofNullable(files.get(name)),
                (where, message, expected) -> problems.add(where + ": " + message));
    }

    private static HbaClient client(String address, boolean encrypted, String database, String user, String... roles) {
        try {
            return new HbaClient(address.equals("unix") ? null : InetAddress.getByName(address), encrypted, false, database, user,
                    Set.of(roles));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** The method of the first rule that is for the client; "none" without one. */
    private String method(String text, HbaClient client) {
        String method = parse(text).find(client).map(rule -> rule.method().word()).orElse("none");
        assertThat(problems).isEmpty();
        return method;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # rule                                              | address         | tls   | found
            local all all trust                                 | unix            | false | trust
            local all all trust                                 | 127.0.0.1       | false | none
            host all all 127.0.0.1/32 md5                       | unix            | false | none
            host all all all md5                                | ::1             | true  | md5
            host all all 127.0.0.1/32 md5                       | 127.0.0.1       | false | md5
            host all all 127.0.0.1/32 md5                       | 127.0.0.2       | false | none
            host all all 10.0.0.0/8 md5                         | 10.255.1.2      | false | md5
            host all all 10.0.0.0/8 md5                         | 11.0.0.0        | false | none
            host all all 10.0.0.0 255.0.0.0 md5                 | 10.255.1.2      | true  | md5
            host all all 0.0.0.0/0 md5                          | 8.8.8.8         | true  | md5
            host all all 0.0.0.0/0 md5                          | ::1             | true  | none
            host all all ::/0 md5                               | 2001:db8::1     | true  | md5
            host all all fe80::/10 md5                          | fe80::1         | true  | md5
            host all all 2001:db8:: ffff:ffff:: md5             | 2001:db8:1::1   | true  | md5
            host all all 2001:db8:: ffff:ffff:: md5             | 2001:db9::      | true  | none
            hostssl all all all md5                             | 10.0.0.1        | true  | md5
            hostssl all all all md5                             | 10.0.0.1        | false | none
            hostnossl all all all md5                           | 10.0.0.1        | true  | none
            hostnossl all all all md5                           | 10.0.0.1        | false | md5
            hostgssenc all all all md5                          | 10.0.0.1        | false | none
            hostnogssenc all all all md5                        | 10.0.0.1        | false | md5
            host all all samehost md5                           | 127.0.0.1       | false | md5
            host all all samenet md5                            | 127.9.9.9       | false | md5
            host all all samehost md5                           | 127.9.9.9       | false | none
            host all all samehost md5                           | 203.0.113.7     | false | none
            """)
    void connections(String rule, String address, boolean encrypted, String found) {
        assertThat(method(rule, client(address, encrypted, "shop", "alice"))).isEqualTo(found);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            # databases and users         | database | user  | roles | found
            all all                       | shop     | alice |       | trust
            "all" all                     | shop     | alice |       | none
            "all" all                     | all      | alice |       | trust
            shop all                      | shop     | alice |       | trust
            Shop all                      | shop     | alice |       | none
            a,shop,b all                  | shop     | alice |       | trust
            a, shop all                   | shop     | alice |       | trust
            sameuser all                  | alice    | alice |       | trust
            sameuser all                  | shop     | alice |       | none
            "sameuser" all                | alice    | alice |       | none
            samerole all                  | staff    | alice | staff | trust
            samegroup all                 | staff    | alice | boss  | none
            replication all               | replication | alice |    | none
            "replication" all             | replication | alice |    | trust
            /^sh all                      | shop     | alice |       | trust
            /^ho all                      | shop     | alice |       | none
            "/^(shop,?)+$" all            | shop     | alice |       | trust
            all alice                     | shop     | alice |       | trust
            all bob                       | shop     | alice |       | none
            all +staff                    | shop     | alice | staff | trust
            all +staff                    | shop     | staff |       | none
            all "+staff"                  | shop     | alice | staff | none
            all /^ali                     | shop     | alice |       | trust
            all "al""ice"                 | shop     | al"ice |      | trust
            all @names                    | shop     | carol |       | trust
            all @names                    | shop     | dave  |       | trust
            all @names                    | shop     | erin  |       | none
            all "@names"                  | shop     | alice |       | none
            all "my name"                 | shop     | my name |     | trust
            """)
    void names(String names, String database, String user, String role, String found) {
        assertThat(method("local " + names + " trust",
                role == null ? client("unix", false, database, user) : client("unix", false, database, user, role)))
                .isEqualTo(found);
    }

    @Test
    @DisplayName("Physical replication is asked for by the word alone: all does not mean it")
    void replication() {
        HbaClient client = new HbaClient(null, false, true, "", "alice", Set.of());
        assertThat(method("local all all trust\nlocal \"replication\" all md5", client)).isEqualTo("none");
        assertThat(method("local all all trust\nlocal replication all md5", client)).isEqualTo("md5");
    }

    @Test
    @DisplayName("The first line that is for a client counts; comments, blank lines and joined lines")
    void order() {
        String text = """
                # nobody from there
                host all all 10.6.6.0/24 reject   # really

                host all,\\
                 postgres all 10.0.0.0/8 \\
                 scram-sha-256
                host all all all md5\r
                """;
        assertThat(method(text, client("10.6.6.6", false, "shop", "alice"))).isEqualTo("reject");
        assertThat(method(text, client("10.6.7.6", false, "shop", "alice"))).isEqualTo("scram-sha-256");
        assertThat(method(text, client("11.6.7.6", false, "shop", "alice"))).isEqualTo("md5");
        assertThat(parse(text).rules()).extracting(rule -> rule.line()).containsExactly(2, 4, 7);
    }

    @Test
    void options() {
        HbaRules rules = parse("hostssl all all all cert map=\"the map\" clientname=DN\nlocal all all peer map=m");
        assertThat(problems).isEmpty();
        assertThat(rules.rules().get(0).options()).isEqualTo(Map.of("map", "the map", "clientname", "DN"));
        assertThat(rules.askForRoles()).isFalse();
        assertThat(parse("local all +staff trust").askForRoles()).isTrue();
        assertThat(parse("local samerole all trust").askForRoles()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            hosts all all all md5                 | connection type "hosts" is unknown
            local                                 | the line ends before the database
            local all                             | the line ends before the user
            local all all                         | the line ends before the method
            host all all                          | the line ends before the address
            host all all md5                      | "md5" is no address; names of hosts are not supported
            host all all example.com md5          | "example.com" is no address; names of hosts are not supported
            host all all 127.0.0.1 md5            | "127.0.0.1" has no valid mask
            host all all 127.0.0.1/33 md5         | "127.0.0.1/33" has no valid mask
            host all all 10.0.0.0 255.0.255.0 md5 | "10.0.0.0" has no valid mask
            host all all 10.0.0.0 ffff:: md5      | "10.0.0.0" has no valid mask
            host all all 1.2.3.400/8 md5          | "1.2.3.400/8" is no address; names of hosts are not supported
            local all all pam                     | method "pam" is not supported
            local all all gss                     | method "gss" is not supported
            host all all all peer                 | peer is for unix sockets
            host all all all cert                 | cert is for TLS
            local all all trust map=x             | option "map" means nothing for trust on a line of type local
            local all all peer x                  | "x" is no option
            host all all all md5 clientcert=verify-ca | option "clientcert" means nothing for md5 on a line of type host
            local /( all trust                    | "/(" is no regular expression
            local all @self trust                 | "@self": too many files name each other
            local,host all all trust              | more than one connection type
            local all all trust,md5               | more than one method
            """)
    void wrong(String line, String problem) {
        assertThat(parse("\n" + line).rules()).isEmpty();
        assertThat(problems).containsExactly("2: " + problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # map line                         | name            | user  | allowed
            m alice bob                        | alice           | bob   | true
            m alice bob                        | alice           | alice | false
            n alice bob                        | alice           | bob   | false
            m /^(.*)@shop$ \\1                 | bob@shop        | bob   | true
            m /^(.*)@shop$ \\1                 | bob@shop.evil   | bob   | false
            m /^(.*)@shop$ \\1                 | all@shop        | bob   | false
            m /^(.*)@shop$ x\\1                | bob@shop        | xbob  | true
            m /@shop$ guest                    | bob@shop        | guest | true
            m alice all                        | alice           | bob   | true
            m alice "all"                      | alice           | bob   | false
            m alice +staff                     | alice           | bob   | true
            m alice +boss                      | alice           | bob   | false
            m alice /^b                        | alice           | bob   | true
            """)
    void identMaps(String line, String name, String user, boolean allowed) {
        IdentMaps maps = IdentMaps.parse(line, (where, message, expected) -> problems.add(message));
        assertThat(problems).isEmpty();
        assertThat(maps.allows("m", name, user, Set.of("staff"))).isEqualTo(allowed);
        assertThat(maps.allows("", name, user, Set.of())).isEqualTo(name.equals(user));
        assertThat(maps.has("m")).isEqualTo(line.startsWith("m"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            m alice               | this line is not understood
            m alice,bob carol     | this line is not understood
            m /( carol            | "/(" is no regular expression
            m /^x$ \\1            | "\\1" means a group, and "/^x$" has none
            m alice \\1           | "\\1" means a group, and "alice" has none
            """)
    void wrongMaps(String line, String problem) {
        IdentMaps.parse(line, (where, message, expected) -> problems.add(where + ": " + message));
        assertThat(problems).containsExactly("1: " + problem);
    }

    @Test
    @DisplayName("A regular expression too deep to be compiled is a problem, and not the end")
    void deepExpressions() {
        assertThat(parse("local all /" + "(".repeat(50_000) + ")".repeat(50_000) + " trust").rules()).isEmpty();
        assertThat(problems).singleElement().asString().startsWith("1: ").endsWith("is no regular expression");
    }
}
