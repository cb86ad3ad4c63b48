package io.howdah.config.hba;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * One line of pg_hba.conf: which clients it is for, and how they have to prove who they are.
 *
 * @param line counted from 1
 * @param addresses which addresses it is for; never asked about a client on a unix socket
 * @param options behind the method, by name
 */
public record HbaRule(int line, Connection connection, List<HbaToken> databases, List<HbaToken> users,
        Predicate<InetAddress> addresses, HbaMethod method, Map<String, String> options) {

    /** The kinds of connections that a line may be for. */
    public enum Connection {
        LOCAL("local"), HOST("host"), HOSTSSL("hostssl"), HOSTNOSSL("hostnossl"),
        /** Nothing here speaks GSSAPI encryption. */
        HOSTGSSENC("hostgssenc"), HOSTNOGSSENC("hostnogssenc");

        private final String word;

        Connection(String word) {
            this.word = word;
        }

        /** The word in the file. */
        public String word() {
            return word;
        }

        private boolean isOf(HbaClient client) {
            boolean remote = client.address() != null;
            return switch (this) {
                case LOCAL -> !remote;
                case HOST, HOSTNOGSSENC -> remote;
                case HOSTSSL -> remote && client.encrypted();
                case HOSTNOSSL -> remote && !client.encrypted();
                case HOSTGSSENC -> false;
            };
        }
    }

    public HbaRule {
        databases = List.copyOf(databases);
        users = List.copyOf(users);
        options = Map.copyOf(options);
    }

    /** Leaves out the options' values, for ldapbindpasswd is among them. */
    @Override
    public String toString() {
        return "HbaRule[" + line + ": " + connection.word() + " " + databases + " " + users + " " + method.word() + " "
                + options.keySet() + "]";
    }

    /** Whether the rule is for this client (PostgreSQL's {@code check_hba}). */
    boolean isFor(HbaClient client) {
        InetAddress address = client.address();
        return connection.isOf(client) && (address == null || addresses.test(address))
                && databases.stream().anyMatch(word -> isDatabase(word, client))
                && users.stream().anyMatch(word -> isUser(word, client));
    }

    private static boolean isDatabase(HbaToken word, HbaClient client) {
        if (client.replication()) {
            return word.is("replication");
        }
        if (word.is("all")) {
            return true;
        }
        if (word.is("sameuser")) {
            return client.database().equals(client.user());
        }
        if (word.is("samerole") || word.is("samegroup")) {
            return client.roles().contains(client.database());
        }
        return !word.is("replication") && isName(word, client.database());
    }

    private static boolean isUser(HbaToken word, HbaClient client) {
        String group = word.group();
        if (group != null) {
            return client.roles().contains(group);
        }
        return word.is("all") || isName(word, client.user());
    }

    private static boolean isName(HbaToken word, String name) {
        return word.isPattern() ? word.find(name) != null : word.text().equals(name);
    }

    /** Whether the rule asks for roles that a user is a member of. */
    boolean asksForRoles() {
        return databases.stream().anyMatch(word -> word.is("samerole") || word.is("samegroup"))
                || users.stream().anyMatch(word -> word.group() != null);
    }
}
