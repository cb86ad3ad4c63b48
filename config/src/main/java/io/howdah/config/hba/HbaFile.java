package io.howdah.config.hba;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the lines of a pg_hba.conf (PostgreSQL's {@code parse_hba_line}). A line that says something wrong, or something that would not be
 * done, is told and not used.
 */
public final class HbaFile {

    /** Hears what is wrong. */
    public interface Problems {
        /** @param line counted from 1 */
        void add(int line, String message, String expected);
    }

    /** Reads the files that lines name ({@code @names}). */
    public interface Files {
        /** The file's text. @return empty if there is none, which has been told then */
        Optional<String> read(String name, int line);
    }

    /** Files that name files that name files. */
    private static final int DEEPEST = 10;

    private static final String ADDRESS = "all, samehost, samenet, an address with /bits, or an address and a mask";

    private final Files files;
    private final Problems problems;
    private final List<HbaRule> rules = new ArrayList<>();

    private HbaFile(Files files, Problems problems) {
        this.files = files;
        this.problems = problems;
    }

    /** The rules of a text. */
    public static HbaRules parse(String text, Files files, Problems problems) {
        HbaFile reading = new HbaFile(files, problems);
        HbaLines.of(text).forEach((number, fields) -> reading.line(number, fields));
        return new HbaRules(reading.rules);
    }

    private void line(int number, List<List<HbaToken>> fields) {
        Line line = new Line(number, fields);
        HbaRule rule = line.read();
        if (rule != null) {
            rules.add(rule);
        }
    }

    /** One line, from the left to the right. */
    private final class Line {

        private final int number;
        private final List<List<HbaToken>> fields;
        private int at;

        Line(int number, List<List<HbaToken>> fields) {
            this.number = number;
            this.fields = fields;
        }

        @Nullable
        HbaRule read() {
            HbaToken kind = single("connection type");
            Optional<HbaRule.Connection> connection = kind == null ? Optional.empty()
                    : Arrays.stream(HbaRule.Connection.values()).filter(each -> each.word().equals(kind.text())).findFirst();
            if (connection.isEmpty()) {
                return kind == null ? null : wrong("connection type \"" + kind.text() + "\" is unknown",
                        Arrays.stream(HbaRule.Connection.values()).map(HbaRule.Connection::word)
                                .collect(Collectors.joining(", ")));
            }
            List<HbaToken> databases = list("database");
            List<HbaToken> users = databases == null ? null : list("user");
            if (databases == null || users == null) {
                return null;
            }
            Predicate<InetAddress> addresses = connection.get() == HbaRule.Connection.LOCAL ? any -> false : addresses();
            HbaToken word = addresses == null ? null : single("method");
            if (addresses == null || word == null) {
                return null;
            }
            Optional<HbaMethod> method = HbaMethod.of(word.text());
            if (method.isEmpty()) {
                return wrong("method \"" + word.text() + "\" is not supported",
                        Arrays.stream(HbaMethod.values()).map(HbaMethod::word).collect(Collectors.joining(", ")));
            }
            Map<String, String> options = options(method.get(), connection.get());
            if (options == null || !fits(method.get(), connection.get())) {
                return null;
            }
            return new HbaRule(number, connection.get(), databases, users, addresses, method.get(), options);
        }

        private boolean fits(HbaMethod method, HbaRule.Connection connection) {
            if (method == HbaMethod.PEER && connection != HbaRule.Connection.LOCAL) {
                wrong("peer is for unix sockets", "local");
                return false;
            }
            if (method == HbaMethod.CERT && connection != HbaRule.Connection.HOSTSSL) {
                wrong("cert is for TLS", "hostssl");
                return false;
            }
            return true;
        }

        private @Nullable Map<String, String> options(HbaMethod method, HbaRule.Connection connection) {
            Map<String, String> options = new HashMap<>();
            for (; at < fields.size(); at++) {
                for (HbaToken word : fields.get(at)) {
                    int equals = word.text().indexOf('=');
                    if (equals <= 0) {
                        wrong(shown(method, word.text()) + " is no option", "name=value");
                        return null;
                    }
                    String name = word.text().substring(0, equals);
                    String value = word.text().substring(equals + 1);
                    if (!method.takes(name) && !isOfCertificate(name, value, connection)) {
                        wrong("option " + shown(method, name) + " means nothing for " + method.word() + " on a line of type "
                                + connection.word(), "");
                        return null;
                    }
                    options.put(name, value);
                }
            }
            return options;
        }

        /** What stands among the options of ldap may be a part of ldapbindpasswd. */
        private static String shown(HbaMethod method, String text) {
            return method == HbaMethod.LDAP ? "a word that is not shown here" : "\"" + text + "\"";
        }

        private boolean isOfCertificate(String name, String value, HbaRule.Connection connection) {
            return connection == HbaRule.Connection.HOSTSSL
                    && (name.equals("clientcert") && (value.equals("verify-ca") || value.equals("verify-full"))
                            || name.equals("clientname") && (value.equals("CN") || value.equals("DN")));
        }

        private @Nullable Predicate<InetAddress> addresses() {
            HbaToken word = single("address");
            if (word == null) {
                return null;
            }
            if (word.is("all")) {
                return any -> true;
            }
            if (word.is("samehost")) {
                return LocalNetworks.host();
            }
            if (word.is("samenet")) {
                return LocalNetworks.net();
            }
            int slash = word.text().indexOf('/');
            Optional<InetAddress> address = AddressRange.address(slash < 0 ? word.text() : word.text().substring(0, slash));
            if (address.isEmpty()) {
                return wrong("\"" + word.text() + "\" is no address; names of hosts are not supported", ADDRESS);
            }
            Optional<AddressRange> range = slash < 0 ? mask(address.get())
                    : AddressRange.withBits(address.get(), word.text().substring(slash + 1));
            if (range.isEmpty()) {
                return wrong("\"" + word.text() + "\" has no valid mask", ADDRESS);
            }
            return range.get()::contains;
        }

        private Optional<AddressRange> mask(InetAddress address) {
            HbaToken word = at < fields.size() ? fields.get(at).get(0) : null;
            Optional<InetAddress> mask = word == null ? Optional.empty() : AddressRange.address(word.text());
            if (mask.isPresent()) {
                at++;
            }
            return mask.flatMap(bits -> AddressRange.masked(address, bits));
        }

        private @Nullable HbaToken single(String what) {
            List<HbaToken> words = next(what);
            if (words != null && words.size() > 1) {
                return wrong("more than one " + what, "one " + what);
            }
            return words == null ? null : words.get(0);
        }

        private @Nullable List<HbaToken> list(String what) {
            List<HbaToken> words = next(what);
            if (words == null) {
                return null;
            }
            List<HbaToken> all = new ArrayList<>();
            for (HbaToken word : words) {
                if (!expand(word, all, 0)) {
                    return null;
                }
            }
            return all;
        }

        /** A word, or the words of the file that it names. @return whether all of them can be used */
        private boolean expand(HbaToken word, List<HbaToken> all, int depth) {
            if (word.isPattern() && word.pattern().isEmpty()) {
                return wrong("\"" + word.text() + "\" is no regular expression", "") != null;
            }
            if (word.quoted() || !word.text().startsWith("@") || word.text().length() == 1) {
                all.add(word);
                return true;
            }
            if (depth == DEEPEST) {
                return wrong("\"" + word.text() + "\": too many files name each other", "at most " + DEEPEST) != null;
            }
            Optional<String> text = files.read(word.text().substring(1), number);
            if (text.isEmpty()) {
                return false;
            }
            return HbaLines.of(text.get()).values().stream().flatMap(List::stream).flatMap(List::stream)
                    .allMatch(each -> expand(each, all, depth + 1));
        }

        private @Nullable List<HbaToken> next(String what) {
            if (at == fields.size()) {
                return wrong("the line ends before the " + what, "type database user [address] method [options]");
            }
            return fields.get(at++);
        }

        private <T> @Nullable T wrong(String message, String expected) {
            problems.add(number, message, expected);
            return null;
        }
    }
}
