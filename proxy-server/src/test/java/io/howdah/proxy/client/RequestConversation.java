package io.howdah.proxy.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.config.CacheSettings;
import io.howdah.config.HostAddress;
import io.howdah.config.TcpSettings;
import io.howdah.protocol.CStrings;
import io.howdah.protocol.FrontendType;
import io.howdah.protocol.ProtocolViolationException;
import io.howdah.protocol.SqlState;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.proxy.cache.LoopCache;
import io.howdah.proxy.cache.ResultCache;
import io.howdah.proxy.ledger.Ledger;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.loop.Transport;
import io.howdah.proxy.parameters.ParameterSet;
import io.howdah.proxy.pool.Pool;
import io.howdah.proxy.pool.PoolConfig;
import io.howdah.proxy.pool.PoolConfigs;
import io.howdah.proxy.pool.PoolKey;
import io.howdah.proxy.pool.Pools;
import io.howdah.proxy.prepared.StatementRegistry;
import io.howdah.proxy.server.ServerConnection;
import io.howdah.proxy.server.ServerHandler;
import io.howdah.proxy.server.ServerOwner;
import io.howdah.proxy.server.ServerPeer;
import io.howdah.proxy.server.ServerTarget;
import io.howdah.proxy.server.login.HostResolver;
import io.howdah.proxy.server.login.ServerConnector;
import io.howdah.proxy.session.ClientParameters;
import io.howdah.proxy.session.ServerDefaults;
import io.howdah.proxy.session.StatementEffects;
import io.howdah.proxy.sql.CommandTag;
import io.howdah.proxy.stats.PoolStats;
import io.howdah.proxy.testing.TestConfig;
import io.howdah.proxy.tls.ServerTls;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * A conversation of clients with servers through {@link RequestRelay}, without sockets: it takes the steps of a {@link Row} and
 * writes down what comes of each.
 *
 * <p>The words of a line:
 * <ul>
 *   <li>Before the first step: {@code set} a setting of the pool, {@code startup} a client's start-up values, {@code connect} a
 *       connect_query, {@code refuses Query} for disable_pqexec.
 *   <li>Steps: {@code client} sends these messages, and so does {@code another} client of the same server. The server gives this
 *       {@code answer}; or all is {@code answered} as a statement without columns would be. {@code before} is what the client
 *       has sent and the server has answered, without a word on it. From {@code unlinked} on the client has no server until it
 *       needs one, from {@code elsewhere} on it has a server that nobody has used, and from {@code full} on there is none to be
 *       had.
 *   <li>What comes of it: the {@code server} gets these messages, the client is {@code told} these, the {@code walk} has ended
 *       so, and the server owes as many answers.
 * </ul>
 */
final class RequestConversation {

    private static final ServerConnector CONNECTOR = new ServerConnector(Transport.NIO, new HostResolver(Runnable::run, 0),
            new ServerTls(Runnable::run),
            Runnable::run, new TcpSettings(true, Duration.ZERO, Duration.ZERO, 0, Duration.ZERO, 0, false));

    /** By their settings: each row runs hundreds of times. */
    private static final Map<List<String>, PoolConfig> CONFIGS = new ConcurrentHashMap<>();

    /** Read once: to read a configuration takes longer than a row. */
    private static final CacheSettings CACHE = TestConfig.of().cache();

    /** The values that each server reports. */
    private static final ParameterSet REPORTED = ParameterSet.EMPTY.with("application_name", "").with("DateStyle", "ISO, MDY");

    /**
     * One row of a table.
     *
     * @param name what the row shows
     * @param lines a word and what belongs to it
     */
    record Row(String name, List<String> lines) {

        /** The rows of a table: each begins with its name behind {@code #}. A line that begins with a blank goes on with it. */
        static List<Row> of(String table) {
            List<Row> rows = new ArrayList<>();
            for (String line : table.lines().filter(line -> !line.isBlank()).toList()) {
                if (line.startsWith("# ")) {
                    rows.add(new Row(line.substring(2), new ArrayList<>()));
                    continue;
                }
                List<String> lines = rows.get(rows.size() - 1).lines;
                if (line.startsWith(" ")) {
                    lines.set(lines.size() - 1, lines.get(lines.size() - 1) + " " + line.strip());
                } else {
                    lines.add(line.strip());
                }
            }
            return rows;
        }

        /** All lines, as {@link #transcript} writes them. */
        String expected() {
            return String.join("\n", lines);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);
    private final EmbeddedChannel channel = channel();
    private final Loop loop = new Loop(0, channel.eventLoop());
    private final StatementRegistry registry = new StatementRegistry();
    private final ServerDefaults defaults = new ServerDefaults();
    private final List<ByteBuf> given = new ArrayList<>();
    private final List<Client> clients = new ArrayList<>();
    private final List<Server> servers = new ArrayList<>();
    private final List<String> transcript = new ArrayList<>();
    private final List<String> settings = new ArrayList<>();
    private final IntPredicate cuts;
    private ParameterSet startup = ParameterSet.EMPTY;
    private String connectQuery = "";
    private boolean refusesQuery;
    private int memory = 1 << 20;
    private Pool pool;
    private Server server;
    private boolean full;
    private int sent;

    /** @param cuts whether what clients send is cut in front of the byte with this number */
    private RequestConversation(IntPredicate cuts) {
        this.cuts = cuts;
    }

    /**
     * Takes the steps of a row.
     *
     * @param cuts whether what clients send is cut in front of the byte with this number, counted over all steps
     * @return the row's lines, with what came of each step in place of what was expected
     */
    static String transcript(Row row, IntPredicate cuts) {
        RequestConversation conversation = new RequestConversation(cuts);
        try {
            row.lines.forEach(conversation::line);
        } finally {
            conversation.end();
        }
        return String.join("\n", conversation.transcript);
    }

    /**
     * What came of a client's bytes.
     *
     * @param server all that the server got
     * @param told all that the client was told
     * @param walk how the walk has ended
     */
    record Outcome(byte[] server, byte[] told, String walk) {}

    /**
     * Has a client send any bytes, and a server answer everything that it gets of them.
     *
     * @param lines steps in front of that
     * @param cuts as for {@link #transcript}
     */
    static Outcome outcome(List<String> lines, byte[] bytes, IntPredicate cuts) {
        RequestConversation conversation = new RequestConversation(cuts);
        try {
            lines.forEach(conversation::line);
            Client client = conversation.client(0);
            client.send(bytes);
            Server server = conversation.server;
            server.answerAll();
            client.output.flush();
            messages(client.socket, client.collected);
            String walk = client.ended ? client.walk : client.walked();
            byte[] rest = ByteBufUtil.getBytes(server.collected);
            server.collected.clear();
            return new Outcome(Frames.concat(server.all.toByteArray(), rest), ByteBufUtil.getBytes(client.collected, 0,
                    client.collected.writerIndex()), walk);
        } finally {
            conversation.end();
        }
    }

    /** How many bytes clients send in this row. */
    static int length(Row row) {
        return row.lines.stream().filter(line -> line.matches("(client|another|before) .*"))
                .mapToInt(line -> MessageLines.requests(line.substring(line.indexOf(' '))).length).sum();
    }

    private EmbeddedChannel channel() {
        EmbeddedChannel made = new EmbeddedChannel();
        made.config().setAllocator(allocator);
        return made;
    }

    private void line(String line) {
        String word = line.split(" ", 2)[0];
        String rest = line.substring(word.length()).strip();
        switch (word) {
            case "server", "told", "walk", "holds":
                return; // What came of the step has been written.
            case "before":
                client(0).send(MessageLines.requests(rest));
                server.answerAll();
                transcript.add(line);
                clients.forEach(Client::told);
                clients.forEach(Client::walked);
                server.got();
                return;
            default:
                transcript.add(line);
                break;
        }
        switch (word) {
            case "set" -> settings.add(rest);
            case "startup" -> startup = startup.with(rest.split("=")[0], rest.split("=")[1]);
            case "connect" -> connectQuery = rest;
            case "memory" -> memory = Integer.parseInt(rest);
            case "refuses" -> refusesQuery = true;
            case "client" -> client(0).send(MessageLines.requests(rest));
            case "another" -> client(1).send(MessageLines.requests(rest));
            case "answer" -> server.answer(MessageLines.answers(rest));
            case "answered" -> server.answerAll();
            case "held" -> {
                ByteBuf held = Unpooled.wrappedBuffer(MessageLines.requests(rest));
                note("holds", client(0).relay.holdTerminate(held) ? "Terminate" : "none");
            }
            case "unlinked" -> client(0).unlink();
            case "elsewhere" -> server = new Server();
            case "full" -> full = true;
            case "room" -> full = false;
            default -> throw new IllegalArgumentException("no step: " + line);
        }
        if (servers.isEmpty()) {
            return;
        }
        note("server", server.got());
        clients.forEach(client -> note("told", client.told()));
        clients.forEach(client -> note("walk", client.walked()));
    }

    private void note(String word, String what) {
        if (!what.isEmpty()) {
            transcript.add("%-8s %s".formatted(word, what));
        }
    }

    /** The client of this number. */
    private Client client(int number) {
        if (pool == null) {
            PoolConfig config = CONFIGS.computeIfAbsent(settings, lines -> PoolConfigs.of(lines.toArray(new String[0])));
            // The pool opens no connection: it says what is configured, and the servers are here.
            pool = new Pools(List.of(loop), CONNECTOR).pool(new PoolKey("db", "u"), () -> config);
            server = new Server();
        }
        while (clients.size() <= number) {
            clients.add(new Client());
        }
        return clients.get(number);
    }

    private void end() {
        clients.forEach(Client::end);
        servers.forEach(Server::end);
        channel.finishAndReleaseAll();
        for (ByteBuf bytes : given) {
            assertThat(bytes.refCnt()).as("what was given has been released").isZero();
        }
        assertThat(allocator.metric().usedDirectMemory() + allocator.metric().usedHeapMemory()).as("bytes that leak").isZero();
    }

    private ByteBuf buffer(byte[] bytes, int from, int to) {
        ByteBuf buffer = allocator.directBuffer(to - from).writeBytes(bytes, from, to - from);
        given.add(buffer);
        return buffer;
    }

    /** The whole messages at the beginning of what a channel has written, or is about to write. */
    private static List<byte[]> messages(EmbeddedChannel from, ByteBuf collected) {
        for (ByteBuf bytes = from.readOutbound(); bytes != null; bytes = from.readOutbound()) {
            collected.writeBytes(bytes);
            bytes.release();
        }
        List<byte[]> messages = new ArrayList<>();
        while (collected.readableBytes() >= 5
                && collected.readableBytes() > collected.getInt(collected.readerIndex() + 1)) {
            byte[] message = new byte[collected.getInt(collected.readerIndex() + 1) + 1];
            collected.readBytes(message);
            messages.add(message);
        }
        return messages;
    }

    /** A server connection, and as much of PostgreSQL as answers "done" to everything. */
    private final class Server {
        private final EmbeddedChannel socket = channel();
        private final ByteBuf collected = Unpooled.buffer();
        private final Deque<byte[]> unanswered = new ArrayDeque<>();
        /** Texts of statements, by "S" and name, and of portals, by "P" and name. */
        private final Map<String, String> texts = new HashMap<>();
        private final Map<String, int[]> types = new HashMap<>();
        private final List<String> lines = new ArrayList<>();
        private final ByteArrayOutputStream all = new ByteArrayOutputStream();
        private final ServerConnection connection;
        private boolean skipsToSync;

        Server() {
            ServerTarget plain = pool.config().target();
            ServerTarget target = new ServerTarget(plain.name(), plain.database(), plain.credentials(), Map.of(),
                    Optional.of(connectQuery).filter(sql -> !sql.isEmpty()), plain.encryption(), plain.announcement());
            connection = new ServerConnection(new ServerOwner() {
                @Override
                public void closed(ServerConnection gone) {
                    // A server closes only at the end.
                }

                @Override
                public void cancelsEnded(ServerConnection free) {
                    throw new AssertionError("nothing is cancelled");
                }
            }, target, new HostAddress("h", 1), socket, loop, new PoolStats[] {new PoolStats()}, 0);
            socket.pipeline().addLast(new ServerHandler(connection));
            connection.session().loginReported(REPORTED, null);
            servers.add(this);
        }

        private void read() {
            connection.flush();
            for (byte[] message : messages(socket, collected)) {
                lines.add(MessageLines.request(message));
                all.writeBytes(message);
                unanswered.add(message);
            }
        }

        /** A line for what has come since the last call. */
        String got() {
            read();
            String got = String.join(" | ", lines);
            lines.clear();
            return got;
        }

        void answer(byte[] answers) {
            read();
            unanswered.clear();
            socket.writeInbound(Unpooled.wrappedBuffer(answers));
        }

        void answerAll() {
            for (read(); !unanswered.isEmpty(); read()) {
                byte[] answers = {};
                while (!unanswered.isEmpty()) {
                    answers = Frames.concat(answers, doneOrRefused(unanswered.remove()));
                }
                socket.writeInbound(Unpooled.wrappedBuffer(answers));
            }
        }

        /** As PostgreSQL does, an error in a message of the extended protocol has it skip to the next Sync. */
        private byte[] doneOrRefused(byte[] message) {
            byte type = message[0];
            if (skipsToSync && type != FrontendType.SYNC) {
                return new byte[0];
            }
            skipsToSync = false;
            try {
                if ((type == FrontendType.SYNC || type == FrontendType.FLUSH) && message.length > 5) {
                    throw new ProtocolViolationException("invalid message format");
                }
                return done(message);
            } catch (RuntimeException malformed) {
                boolean ready = type == FrontendType.QUERY || type == FrontendType.SYNC || type == FrontendType.FUNCTION_CALL;
                skipsToSync = !ready;
                return Frames.concat(Frames.error("ERROR", "08P01", "invalid message format"),
                        ready ? Frames.readyForQuery('I') : new byte[0]);
            }
        }

        private byte[] done(byte[] message) {
            ByteBuf body = Unpooled.wrappedBuffer(message).skipBytes(5);
            switch (message[0]) {
                case FrontendType.QUERY:
                    byte[] answers = {};
                    for (String statement : CStrings.read(body, message.length).split(";")) {
                        answers = Frames.concat(answers, Frames.commandComplete(tag(statement)));
                    }
                    return Frames.concat(answers, Frames.readyForQuery('I'));
                case FrontendType.PARSE:
                    String name = CStrings.read(body, message.length);
                    texts.put("S" + name, CStrings.read(body, message.length));
                    types.put(name, IntStream.generate(body::readInt).limit(body.readShort()).toArray());
                    return Frames.parseComplete();
                case FrontendType.BIND:
                    String portal = CStrings.read(body, message.length);
                    texts.put("P" + portal, texts.getOrDefault("S" + CStrings.read(body, message.length), ""));
                    return Frames.bindComplete();
                case FrontendType.DESCRIBE:
                    return body.readByte() == 'P' ? Frames.noData()
                            : Frames.concat(Frames.parameterDescription(types.getOrDefault(CStrings.read(body,
                                    message.length), new int[0])), Frames.noData());
                case FrontendType.EXECUTE:
                    return Frames.commandComplete(tag(texts.getOrDefault("P" + CStrings.read(body, message.length), "")));
                case FrontendType.CLOSE:
                    return Frames.closeComplete();
                case FrontendType.SYNC:
                    return Frames.readyForQuery('I');
                case FrontendType.FUNCTION_CALL:
                    return Frames.concat(Frames.functionCallResponse("x"), Frames.readyForQuery('I'));
                default:
                    return new byte[0];
            }
        }

        /** The command tag of a statement. */
        private static String tag(String statement) {
            String text = statement.strip().toUpperCase(Locale.ROOT);
            String first = text.split(" ")[0];
            boolean ofAll = text.endsWith(" ALL") && !first.equals("RESET");
            return ofAll ? first + " ALL" : first.equals("SELECT") ? "SELECT 1" : first;
        }

        void end() {
            read();
            assertThat(collected.isReadable()).as("half a message has left").isFalse();
            connection.closeSilently();
            socket.finishAndReleaseAll();
        }
    }

    /** A client: its session does the same with the relay. */
    private final class Client implements ServerPeer {
        private final EmbeddedChannel socket = channel();
        private final ByteBuf collected = Unpooled.buffer();
        private final LoopCache cache = new LoopCache(new ResultCache(CACHE, question -> {}));
        private final ClientOutput output;
        private final ClientParameters parameters;
        private final StatementEffects effects;
        private final RequestRelay relay;
        private ServerConnection linked;
        private boolean unlinked;
        private boolean ended;
        private String walk = "";

        Client() {
            Ledger ledger = Ledger.ofThisProcess();
            SessionSettings session = new SessionSettings(registry, 1 << 20, refusesQuery, ledger, memory);
            parameters = new ClientParameters(pool, defaults, startup, REPORTED.withAll(startup));
            effects = new StatementEffects(defaults, parameters);
            output = new ClientOutput(socket, ledger.unsent(), new PoolStats(), () -> {});
            relay = new RequestRelay(allocator, new RequestRules(pool, session, parameters, () -> -1, cache), effects, parameters,
                    output);
        }

        void send(byte[] bytes) {
            int from = 0;
            for (int at = 1; at <= bytes.length; at++) {
                if (at == bytes.length || cuts.test(sent + at)) {
                    received(buffer(bytes, from, at));
                    from = at;
                }
            }
            sent += bytes.length;
        }

        private void received(ByteBuf in) {
            if (ended) {
                in.release();
                return;
            }
            try {
                process(in);
            } catch (ProtocolViolationException e) {
                ended = true;
                walk = "refused: " + e.getMessage();
            }
        }

        private void process(ByteBuf in) {
            ByteBuf next = in;
            while (unlinked && next != null) {
                walked(relay.withoutServer(next));
                if (!walk.equals(Walk.NEEDS_SERVER.name())) {
                    return;
                }
                if (!full) {
                    unlinked = false;
                    next = relay.rest();
                    break;
                }
                output.reply(ErrorResponse.of("ERROR", SqlState.QUERY_CANCELED, "no server"));
                next = relay.dropRequest(relay.rest());
                walked(Walk.DONE);
            }
            if (next != null) {
                link();
                walked(relay.forward(next, linked));
            }
        }

        private void link() {
            linked = server.connection;
            if (linked.peer() != this) {
                linked.link(this);
                linked.session().usedBy(clients.indexOf(this) + 1L);
            }
        }

        void unlink() {
            unlinked = true;
            relay.unlinked();
        }

        private void walked(Walk how) {
            ended = how == Walk.TERMINATED;
            walk = how.name();
        }

        private void goOn() {
            try {
                walked(relay.goOn(linked));
            } catch (ProtocolViolationException e) {
                ended = true;
                walk = "refused: " + e.getMessage();
            }
        }

        /** How the last walk since the last call has ended. */
        String walked() {
            String how = walk;
            walk = "";
            if (how.isEmpty()) {
                return how;
            }
            int owed = server.connection.outstanding().size();
            int awaited = ended ? 0 : relay.frameBytes();
            return how + (owed == 0 ? "" : ", owes " + owed) + (awaited == 0 ? "" : ", awaits " + awaited + " bytes")
                    + (relay.midFrame() && !ended ? " of a message under way" : "");
        }

        /** A line for what the client has been told since the last call. */
        String told() {
            output.flush();
            return String.join(" | ", messages(socket, collected).stream().map(MessageLines::answer).toList());
        }

        void end() {
            relay.unlinked();
            relay.release();
            output.release();
            socket.finishAndReleaseAll();
        }

        @Override
        public void deliver(ByteBuf bytes) {
            output.deliver(bytes);
        }

        @Override
        public void endOfRead() {
            if (relay.isStalled() && !linked.outstanding().isInDoubt()) {
                goOn();
            }
        }

        @Override
        public void readyForQuery(byte status, boolean drained) {
            if (relay.isStalled()) {
                goOn();
            }
            if (status == 'I' && linked.isDrained()) {
                effects.transactionEnded();
                relay.transactionEnded();
                parameters.settle(linked.session());
            }
        }

        @Override
        public void commandCompleted(CommandTag tag) {
            if (tag == CommandTag.DEALLOCATE_ALL || tag == CommandTag.DISCARD_ALL) {
                relay.statements().clear();
            }
            effects.completed(linked.session(), tag);
        }

        @Override
        public boolean parameterReported(String name, String value) {
            return parameters.reported(name, value);
        }

        @Override
        public void synchronizationLost() {
            throw new AssertionError("no COPY is broken off");
        }

        @Override
        public void busy(boolean busy) {
            // No client sends while a batch is sent again.
        }

        @Override
        public void writable(boolean writable) {
            // The sockets take everything.
        }

        @Override
        public void lost(ErrorResponse lastError) {
            // The servers close at the end of the row.
        }
    }
}
