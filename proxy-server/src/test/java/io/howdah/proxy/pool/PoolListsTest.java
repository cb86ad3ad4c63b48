package io.howdah.proxy.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.config.HostAddress;
import io.howdah.protocol.SqlState;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.server.DisconnectReason;
import io.howdah.proxy.server.PooledServer;
import io.howdah.proxy.server.ServerState;
import io.howdah.proxy.server.login.LoginFailure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Drives the lists of two pools that share limits by random orders, and compares them with a model that knows the place of each
 * client and each server. What takes time (a login, a move to another loop, a check, a close) waits among the events, which
 * happen in any order.
 */
@Timeout(120)
class PoolListsTest {

    private static final int LOOPS = 3;
    private static final long MS = 1_000_000L;

    /** A client is idle, in a queue, on its way to a server, or has a server. */
    private static final class Client extends QueuedClient {
        private final int number;
        private Server server;
        private boolean waits;
        private boolean queued;
        private boolean onItsWay;

        Client(int number, Loop loop) {
            super(loop);
            this.number = number;
        }

        @Override
        public boolean isWaiting() {
            return waits;
        }

        @Override
        public String toString() {
            return "client " + number;
        }
    }

    /** The place of a server in the model. */
    private enum Where { IDLE, LENT, TO_CLIENT, TO_QUEUE, CLOSED }

    private static final class Server implements PooledServer {
        private final int number;
        private Loop loop;
        private Where where = Where.LENT;
        private boolean open = true;
        private long idleSince;
        private long onItsWaySince;
        private ServerState state = ServerState.LOGIN;
        private DisconnectReason closing;
        private Model heir;

        Server(int number, Loop loop) {
            this.number = number;
            this.loop = loop;
        }

        @Override
        public Loop loop() {
            return loop;
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public long idleSinceNanos() {
            return idleSince;
        }

        @Override
        public void enter(ServerState next) {
            state = next;
        }

        @Override
        public void closeWhenFree(DisconnectReason reason) {
            closing = closing == null ? reason : closing;
        }

        @Override
        public String toString() {
            return "server " + number;
        }
    }

    // ---- the world: pools, their limits, time

    private final List<Loop> loops = IntStream.range(0, LOOPS).mapToObj(i -> new Loop(i, null)).toList();
    private final PoolLimits limits = new PoolLimits();
    private final Holds ofAll = new Holds();
    private final Holds holds = new Holds(ofAll);
    private final List<Model> pools = new ArrayList<>();
    private final List<Runnable> events = new ArrayList<>();
    private final List<String> story = new ArrayList<>();
    private long seed;
    private Random random = new Random(0);
    private boolean quiet;
    private long now = 1_000_000_000_000L;
    private int servers;

    private void tell(String what) {
        story.add(now / MS + " " + what);
    }

    private void require(boolean holds, String what) {
        if (!holds) {
            String before = String.join("\n  ", story.subList(Math.max(0, story.size() - 40), story.size()));
            throw new AssertionError("seed " + seed + ": " + what + " after\n  " + before);
        }
    }

    private static PoolConfig config(Random random) {
        int size = 1 + random.nextInt(4);
        return PoolConfigs.of(
                "pool_mode: transaction",
                "default_pool_size: " + size,
                "min_pool_size: " + random.nextInt(Math.min(3, size + 1)),
                "reserve_pool_size: " + random.nextInt(3),
                "reserve_pool_timeout: 5",
                "max_db_connections: " + (random.nextBoolean() ? 0 : 2 + random.nextInt(4)),
                "max_waiting_clients: " + (random.nextInt(3) == 0 ? 3 : 0),
                "server_idle_timeout: " + (random.nextBoolean() ? 0 : 8),
                "server_check_delay: 20",
                "server_round_robin: " + random.nextBoolean(),
                "server_login_retry: 2");
    }

    /** One pool: the content that its lists should have, and the actions on their answers. */
    private final class Model implements Unserved<Server> {
        private final String name;
        private final PoolLists<Server> lists;
        private final List<Client> clients;
        private final Set<Server> all = new HashSet<>();
        private PoolConfig config;
        private int opening;
        private int promised;
        private boolean over;

        Model(String name, PoolConfig config, int clients) {
            this.name = name;
            this.config = config;
            this.lists = new PoolLists<>(config, loops, holds, new Openings(new PoolKey("db", name), limits), () -> now);
            this.clients = IntStream.range(0, clients).mapToObj(i -> new Client(i, loops.get(i % LOOPS))).toList();
        }

        private List<Client> waiting() {
            return clients.stream().filter(client -> client.queued)
                    .sorted(Comparator.comparingLong(client -> client.ticket.sinceNanos)).toList();
        }

        private List<Server> in(Where where) {
            return all.stream().filter(server -> server.where == where).sorted(Comparator.comparingInt(server -> server.number))
                    .toList();
        }

        private List<Server> idle() {
            return in(Where.IDLE).stream().filter(server -> server.open).toList();
        }

        private boolean needsCheck(Server server) {
            return now - server.idleSince > config.server().checkDelay().toNanos();
        }

        private int size() {
            return config.pool().poolSize();
        }

        // ---- clients

        void checkout(Client client) {
            tell(name + ": " + client + " asks on loop " + client.loop.index());
            client.waits = true;
            Server served = lists.checkout(client.ticket, now, this);
            if (served != null) {
                tell(name + ": gets " + served);
                require(served.loop == client.loop && served.open, "a server at once is of the client's loop, and open");
                requireMayBeServed(served);
                served.where = Where.LENT;
                client.waits = false;
                client.server = served;
            }
        }

        private void requireMayBeServed(Server served) {
            require(served.where == Where.IDLE, "was not idle: " + served);
            require(waiting().isEmpty(), "somebody waits before: " + waiting());
            require(!needsCheck(served), "needs a check: " + served);
            require(!holds.keepServers() && !over, "the pool gives out nothing");
        }

        @Override
        public void served(WaitTicket ticket, Server elsewhere) {
            Client client = (Client) ticket.waiter;
            tell(name + ": is brought " + elsewhere + " from loop " + elsewhere.loop.index());
            require(idle().stream().noneMatch(idle -> idle.loop == client.loop), "a server of the client's own loop is idle");
            requireMayBeServed(elsewhere);
            hand(elsewhere, client);
        }

        @Override
        public void queued(WaitTicket ticket, Server taken) {
            require(taken.where == Where.IDLE, "was not idle: " + taken);
            require(!waiting().isEmpty() || needsCheck(taken), "could have been given: " + taken);
            ((Client) ticket.waiter).queued = true;
            bring(taken);
        }

        @Override
        public void queued(WaitTicket ticket, List<Opening> toOpen) {
            ((Client) ticket.waiter).queued = true;
            tell(name + ": is queued");
            openForWaiters(toOpen);
            if (toOpen.isEmpty()) {
                makeRoom();
            }
        }

        @Override
        public void refused(WaitTicket ticket, RefusalReason reason, LoginFailure failure) {
            tell(name + ": is refused, " + reason);
            switch (reason) {
                case QUEUE_FULL -> {
                    int most = config.pool().maxWaitingClients();
                    require(most > 0 && waiting().size() >= most, "the queue is not full");
                }
                case SERVER_REFUSES ->
                    require(failure != null && failure.isFinal() && all.isEmpty(), "the server has not refused");
                default -> require(over, "the pool is not over");
            }
            ((Client) ticket.waiter).waits = false;
        }

        void leave(Client client) {
            tell(name + ": " + client + " leaves");
            require(lists.leave(client.ticket) == client.queued, "in the queue: " + client);
            client.queued = false;
            client.waits = false;
        }

        void release(Client client) {
            Server server = client.server;
            tell(name + ": " + client + " releases " + server);
            client.server = null;
            server.idleSince = now;
            give(server);
        }

        // ---- servers

        private List<Server> live() {
            return all.stream().filter(server -> server.where != Where.CLOSED).toList();
        }

        /** The server was idle and has been taken, to be closed. */
        private void taken(Server server) {
            require(server.where == Where.IDLE, "was not idle: " + server);
            server.where = Where.CLOSED;
        }

        /** Gives the server as Handover does. */
        private void give(Server server) {
            if (!server.open || closeIfNeeded(server)) {
                return;
            }
            WaitTicket next = lists.give(server);
            if (next == null) {
                require(waiting().isEmpty() || holds.keepServers() || server.closing != null, "kept from who waits: " + server);
                if (closeIfNeeded(server)) {
                    requireTooMany(server);
                    return;
                }
                require(server.state == ServerState.IDLE, "is idle and in state " + server.state);
                requireNoneTooMany();
                server.where = Where.IDLE;
                if (lists.isAtSharedLimit()) {
                    makeRoom();
                }
                return;
            }
            Client client = (Client) next.waiter;
            tell(name + ": " + server + " goes to " + client);
            require(!holds.keepServers() && !over, "the pool gives out nothing");
            requireFair(client, server);
            client.queued = false;
            if (client.loop != server.loop) {
                hand(server, client);
            } else {
                grant(server, client);
            }
        }

        private void requireFair(Client served, Server server) {
            List<Client> waiting = waiting();
            require(waiting.contains(served), "does not wait: " + served);
            long oldest = waiting.get(0).ticket.sinceNanos;
            long ownOldest = waiting.stream().filter(client -> client.loop == served.loop).findFirst()
                    .orElseThrow().ticket.sinceNanos;
            require(served.ticket.sinceNanos == ownOldest, "another of its loop has waited longer than " + served);
            require(served.ticket.sinceNanos == oldest
                    || (served.loop == server.loop && served.ticket.sinceNanos - oldest <= WaitQueue.LOCALITY_NANOS),
                    "others have waited longer than " + served);
        }

        private void requireNoneTooMany() {
            long open = all.stream().filter(server -> server.open).count();
            require(size() <= 0 || open <= size() + config.pool().reservePoolSize(),
                    open + " servers, too many, and one is idle");
        }

        private void requireTooMany(Server server) {
            boolean known = switch (server.closing) {
                case PAUSED -> holds.closeServers();
                case TOO_MANY -> size() > 0 && all.size() > size() + config.pool().reservePoolSize();
                default -> over;
            };
            require(known, "closed for no reason: " + server.closing);
        }

        private void grant(Server server, Client client) {
            if (client.waits) {
                client.waits = false;
                client.server = server;
                server.where = Where.LENT;
            } else {
                give(server);
            }
        }

        private void hand(Server server, Client client) {
            server.where = Where.TO_CLIENT;
            client.onItsWay = true;
            events.add(() -> {
                server.loop = client.loop;
                client.onItsWay = false;
                closeIfNeeded(server);
                if (server.open) {
                    grant(server, client);
                } else if (client.waits) {
                    tell(name + ": " + client + " back to the queue");
                    RefusalReason refusal = lists.putBack(client.ticket);
                    require((refusal != null) == over, "over: " + refusal);
                    client.queued = refusal == null;
                    client.waits = refusal == null;
                    serveWaiters();
                }
            });
        }

        private void serveWaiters() {
            lists.takeForWaiters().forEach(this::bring);
            openForWaiters(lists.toOpen());
        }

        private void bring(Server server) {
            require(server.where == Where.IDLE, "was not idle: " + server);
            server.where = Where.TO_QUEUE;
            server.onItsWaySince = now;
            boolean check = needsCheck(server);
            events.add(() -> {
                if (!server.open) {
                    serveWaiters();
                } else if (check && random.nextInt(3) == 0) {
                    close(server, DisconnectReason.TEST_FAILED);
                } else {
                    server.idleSince = check ? now : server.idleSince;
                    server.where = Where.LENT;
                    give(server);
                }
            });
        }

        private boolean closeIfNeeded(Server server) {
            if (server.closing == null) {
                return false;
            }
            close(server, server.closing);
            return true;
        }

        private void close(Server server, DisconnectReason why) {
            if (server.open) {
                tell(name + ": " + server + " closes, " + why);
                server.open = false;
                // An idle server was taken before. A server on its way to a loop arrives first.
                server.where = server.where == Where.TO_CLIENT || server.where == Where.TO_QUEUE ? server.where : Where.CLOSED;
                events.add(() -> closed(server));
            }
        }

        private void closed(Server server) {
            tell(name + ": " + server + " has closed");
            server.where = Where.CLOSED;
            all.remove(server);
            clients.stream().filter(client -> client.server == server).forEach(client -> client.server = null);
            lists.freeSlot();
            if (server.heir != null) {
                server.heir.promised--;
                server.heir.inherit();
            }
            lists.closed(server);
            serveWaiters();
            slotFreed();
        }

        private void inherit() {
            open(lists.inherit());
        }

        // ---- opening

        private void openForWaiters(List<Opening> toOpen) {
            long coming = in(Where.TO_QUEUE).stream()
                    .filter(server -> now - server.onItsWaySince <= PoolLists.LATE_NANOS).count();
            long served = coming + opening;
            require(toOpen.isEmpty() || served + toOpen.size() <= waiting().size(),
                    name + ": opens " + toOpen.size() + " for " + waiting() + ", of whom others serve " + served);
            open(toOpen);
        }

        private void open(List<Opening> toOpen) {
            for (Opening next : toOpen) {
                opening++;
                tell(name + ": opens one on loop " + next.loop().index());
                events.add(() -> login(next));
            }
            if (!toOpen.isEmpty()) {
                require(!holds.keepServers() && !over, "opens while nobody gets a server");
                requireWithinSizes();
                int most = config.pool().maxDbConnections();
                int taken = PoolListsTest.this.taken();
                require(most <= 0 || taken <= most, name + ": " + taken + " slots of max_db_connections " + most);
            }
        }

        private void requireWithinSizes() {
            int sum = all.size() + opening;
            List<Client> waiting = waiting();
            boolean patient = waiting.isEmpty()
                    || now - waiting.get(0).ticket.sinceNanos < config.pool().reservePoolTimeout().toNanos();
            int most = size() <= 0 ? Integer.MAX_VALUE : size() + (patient ? 0 : config.pool().reservePoolSize());
            require(sum <= most, name + " has " + sum + " of " + most);
        }

        private void login(Opening next) {
            opening--;
            int fate = random.nextInt(8);
            if (fate > 1) {
                Server server = new Server(++servers, next.loop());
                server.idleSince = now;
                all.add(server);
                tell(name + ": " + server + " has logged in");
                DisconnectReason ended = lists.opened(server, next.host());
                require((ended != null) == over, "over: " + ended);
                if (ended != null) {
                    close(server, ended);
                    return;
                }
                // Other loops go on between a login and the moment that the server is given to somebody.
                server.where = Where.TO_QUEUE;
                server.onItsWaySince = now;
                events.add(() -> {
                    if (server.open) {
                        server.where = Where.LENT;
                        give(server);
                        openForWaiters(lists.toOpen());
                    }
                });
                return;
            }
            ErrorResponse error = ErrorResponse.of("FATAL",
                    fate == 0 ? SqlState.INVALID_CATALOG_NAME : SqlState.CANNOT_CONNECT_NOW, "no");
            tell(name + ": a login fails at " + next.host() + ", " + error.sqlState());
            AfterFailure after = lists.openFailed(new LoginFailure(next.host(), true, error));
            require(after.refused().isEmpty() || (fate == 0 && all.isEmpty()), "refused although there may be a server");
            for (WaitTicket ticket : after.refused()) {
                Client client = (Client) ticket.waiter;
                require(client.queued, "did not wait: " + client);
                client.queued = false;
                client.waits = false;
            }
            openForWaiters(after.toOpen());
            slotFreed();
        }

        // ---- orders and upkeep

        /** A client is about to log in, and no idle server can say what it should be told. */
        void hear() {
            List<Opening> toOpen = lists.toHear();
            if (toOpen != null) {
                tell(name + ": wants to hear a server");
                require(toOpen.size() == (opening + promised == 0 ? 1 : 0), "opens " + toOpen + " beside " + opening);
                open(toOpen);
            }
        }

        void upkeep() {
            Round<Server> round = lists.upkeep(now);
            tell(name + ": upkeep");
            round.surplus().forEach(server -> {
                require(server.where == Where.IDLE, "was not idle: " + server);
                require(all.size() > size() + config.pool().reservePoolSize(), "not too many: " + server);
                taken(server);
                close(server, DisconnectReason.TOO_MANY);
            });
            if (!round.idle().isEmpty()) {
                requireNoneTooMany();
            }
            round.expired().forEach(server -> {
                require(now - server.idleSince > config.server().idleTimeout().toNanos(), "not idle for long: " + server);
                taken(server);
                close(server, DisconnectReason.IDLE);
            });
            require(round.expired().isEmpty() || all.size() - round.surplus().size() - round.expired().size() >= Math
                    .min(config.pool().minPoolSize(), size()), "fewer than min_pool_size");
            // The round may have left out a server that has crashed.
            Set<Server> idle = new HashSet<>(round.idle());
            idle.removeIf(server -> !server.open);
            require(idle.equals(new HashSet<>(idle())), "idle: " + idle + ", should be " + idle());
            require(new HashSet<>(round.all()).equals(all), "all: " + round.all() + ", should be " + all);
            // Waiting clients come first: what min_pool_size adds is within pool_size in any case.
            open(round.toOpen());
            requireProgress();
        }

        /**
         * While clients wait, a server or a login must be on its way, unless the pool or the shared limit is full, or a login has
         * failed.
         */
        private void requireProgress() {
            if (waiting().isEmpty() || holds.keepServers() || over) {
                return;
            }
            boolean closing = all.stream().anyMatch(server -> !server.open);
            boolean coming = opening + promised > 0 || !in(Where.TO_QUEUE).isEmpty() || closing;
            boolean full = size() > 0 && all.size() >= size();
            boolean shared = config.pool().maxDbConnections() > 0
                    && PoolListsTest.this.taken() >= config.pool().maxDbConnections();
            boolean leftAlone = lists.lastFailure() != null;
            require(coming || full || shared || leftAlone, name + ": nothing is done for " + waiting());
        }

        /** The lists do not know of the crash until the server's owner hears of it. */
        void crash(Server server) {
            if (server.open) {
                tell(name + ": " + server + " crashes");
                server.open = false;
                events.add(() -> closed(server));
            }
        }

        void retire() {
            tell(name + ": RECONNECT");
            lists.forgetFailures();
            for (Server server : lists.connections()) {
                server.closeWhenFree(DisconnectReason.CONFIG_CHANGED);
                boolean idle = lists.takeIdle(server);
                require(!server.open || idle == (server.where == Where.IDLE), "idle: " + server);
                if (idle) {
                    taken(server);
                    close(server, DisconnectReason.CONFIG_CHANGED);
                }
            }
            open(lists.toOpen());
        }

        void configure(PoolConfig next) {
            config = next;
            lists.configure(next);
            tell(name + ": " + next.pool());
            open(lists.toOpen());
        }

        void end() {
            over = true;
            tell(name + ": ends");
            for (WaitTicket ticket : lists.end(RefusalReason.SHUTDOWN, DisconnectReason.SHUTDOWN)) {
                Client client = (Client) ticket.waiter;
                require(client.queued, "did not wait: " + client);
                client.queued = false;
                client.waits = false;
            }
            require(waiting().isEmpty(), "wait for ever: " + waiting());
            lists.servers().forEach(server -> {
                if (lists.takeIdle(server)) {
                    taken(server);
                }
                close(server, DisconnectReason.SHUTDOWN);
            });
        }

        // ---- invariants, checked at every step

        void check() {
            require(new HashSet<>(lists.servers()).equals(all), name + ": servers " + lists.servers() + ", should be " + all);
            require(lists.waiting() == waiting().size(), name + ": waiting " + lists.waiting() + ", should be " + waiting());
            require(lists.oldestWaitNanos() == (waiting().isEmpty() ? 0 : waiting().get(0).ticket.sinceNanos), name + ": oldest");
            require(lists.hasNoServers() == (all.isEmpty() && opening == 0), name + ": hasNoServers");
            boolean unserved = waiting().size() > in(Where.TO_QUEUE).size() && !holds.keepServers();
            require(!unserved || idle().isEmpty(), name + ": idle " + idle() + " while " + waiting() + " wait");
            require(lists.waitCause() == WaitCause.NOBODY == waiting().isEmpty(), name + ": " + lists.waitCause());
        }
    }

    private int taken() {
        return limits.taken(PoolLimits.Kind.SERVERS_OF_DATABASE, "db");
    }

    /** Offers a free slot as Pools does. */
    private void slotFreed() {
        pools.stream().filter(pool -> pool.lists.wantsSlot())
                .sorted(Comparator.comparingLong(pool -> pool.lists.oldestWaitNanos()))
                .forEach(pool -> pool.open(pool.lists.toOpen()));
    }

    /** Does what Pools does: if a shared limit stops a pool, an idle server of another pool is closed. */
    private void makeRoom() {
        for (Model pool : pools) {
            if (!pool.lists.wantsSlot()) {
                continue;
            }
            int most = pool.config.pool().maxDbConnections();
            if (most <= 0 || taken() < most) {
                pool.open(pool.lists.toOpen());
                continue;
            }
            for (Model other : pools) {
                Server victim = other == pool ? null : other.lists.takeSpare();
                if (victim != null) {
                    require(other.waiting().isEmpty(), "cannot be spared: " + victim);
                    other.taken(victim);
                    victim.heir = pool;
                    pool.promised++;
                    pool.lists.promise();
                    other.close(victim, DisconnectReason.EVICTED);
                    break;
                }
            }
        }
    }

    /** Gives an order of some kind, or ends the order in force; most of the time no order is in force. */
    private void order() {
        if (!holds.all().isEmpty() || !ofAll.all().isEmpty()) {
            resume();
            return;
        }
        Hold hold = Hold.values()[random.nextInt(3)];
        tell("ordered " + hold);
        (random.nextBoolean() ? holds : ofAll).add(hold);
        if (hold != Hold.SUSPENDED) {
            pools.forEach(pool -> pool.lists.takeIdle().forEach(server -> {
                pool.taken(server);
                pool.close(server, DisconnectReason.PAUSED);
            }));
        }
    }

    private void resume() {
        tell("resumed");
        for (Hold hold : Hold.values()) {
            holds.lift(hold);
            ofAll.lift(hold);
        }
        pools.forEach(Model::serveWaiters);
    }

    private <T> T any(List<T> from) {
        return from.isEmpty() ? null : from.get(random.nextInt(from.size()));
    }

    private void step() {
        Model pool = any(pools);
        Client client = any(pool.clients);
        switch (random.nextInt(24)) {
            case 0 -> pool.upkeep();
            case 1 -> {
                Server victim = any(pool.live());
                if (victim != null && random.nextInt(6) == 0) {
                    pool.crash(victim);
                }
            }
            case 2 -> now += random.nextInt(40) * 100 * MS;
            case 3 -> now += random.nextInt(3_000_000);
            case 4 -> {
                if (random.nextInt(holds.keepServers() ? 2 : 20) == 0) {
                    order();
                }
            }
            case 5 -> {
                int order = random.nextInt(8);
                if (order == 0) {
                    pool.retire();
                } else if (order == 1) {
                    pool.hear();
                }
            }
            case 6 -> {
                if (random.nextInt(4) == 0) {
                    pool.configure(config(random));
                }
            }
            case 7, 8, 9, 10, 11, 12, 13, 14 -> {
                if (!events.isEmpty()) {
                    events.remove(random.nextInt(events.size())).run();
                }
            }
            default -> {
                if (client.server != null) {
                    if (client.server.open) {
                        pool.release(client);
                    }
                } else if (!client.waits && !client.onItsWay && (!quiet || random.nextInt(10) == 0)) {
                    pool.checkout(client);
                } else if (client.waits && random.nextInt(6) == 0) {
                    pool.leave(client);
                }
            }
        }
        pools.forEach(Model::check);
        int sum = pools.stream().mapToInt(each -> each.all.size() + each.opening).sum();
        require(taken() == sum, "slots taken: " + taken() + ", connections: " + sum);
        now += random.nextInt(2) * random.nextInt(500_000);
    }

    static LongStream seeds() {
        return LongStream.range(0, 60);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void randomOrders(long given) {
        seed = given;
        random = new Random(seed);
        pools.add(new Model("u", config(random), 7));
        pools.add(new Model("v", config(random), 7));
        for (int i = 0; i < 1_500; i++) {
            quiet = i / 100 % 2 == 1; // In quiet times queues run empty, and servers are idle.
            step();
        }
        // All orders end, and all clients are done with their servers: then no client waits for long.
        resume();
        for (int i = 0; i < 300 && pools.stream().anyMatch(pool -> !pool.waiting().isEmpty()); i++) {
            now += 500 * MS;
            pools.forEach(pool -> {
                pool.clients.stream().filter(client -> client.server != null && client.server.open).forEach(pool::release);
                pool.upkeep();
            });
            makeRoom();
            runEvents();
            pools.forEach(Model::check);
        }
        pools.forEach(pool -> require(pool.waiting().isEmpty(), pool.name + ": wait for ever: " + pool.waiting()));
        pools.forEach(Model::end);
        runEvents();
        pools.forEach(pool -> {
            pool.check();
            require(pool.lists.hasNoServers(), pool.name + ": servers remain");
        });
        require(taken() == 0, "slots remain taken: " + taken());
    }

    // ---- single cases

    @Test
    void aClientWhoseServerClosesOnItsWayGetsAnIdleOne() {
        Model pool = new Model("u", PoolConfigs.of("default_pool_size: 2", "min_pool_size: 2", "server_check_delay: 1000"), 3);
        List<Server> idle = twoIdle(pool);
        Client client = pool.clients.get(2);
        pool.checkout(client); // No idle server is on the client's loop.
        Server lost = idle.get(0).where == Where.TO_CLIENT ? idle.get(0) : idle.get(1);
        pool.crash(lost);
        runEvents(); // The server arrives closed, and the pool hears of its end.
        assertThat(client.server).isNotNull().isNotSameAs(lost);
    }

    @Test
    void aClientWhoseServerClosesOnItsWayHearsThatThePoolIsOver() {
        Model pool = new Model("u", PoolConfigs.of("default_pool_size: 2", "min_pool_size: 2", "server_check_delay: 1000"), 3);
        twoIdle(pool);
        Client client = pool.clients.get(2);
        pool.checkout(client);
        pool.end();
        runEvents();
        assertThat(client.waits).isFalse();
        assertThat(client.server).isNull();
        assertThat(pool.lists.waiting()).isZero();
    }

    @Test
    void noConnectionIsOpenedForAClientWhomAServerThatHasJustLoggedInServes() {
        Model pool = new Model("u", PoolConfigs.of("default_pool_size: 9"), 2);
        pool.checkout(pool.clients.get(0));
        assertThat(pool.opening).isEqualTo(1);
        events.clear(); // The connection's login ends well:
        pool.opening = 0;
        Server server = new Server(1, loops.get(0));
        pool.all.add(server);
        pool.lists.opened(server, new HostAddress("a", 5432));
        // On another loop, before the server is given to somebody:
        pool.checkout(pool.clients.get(1));
        assertThat(pool.opening).isEqualTo(1);
        pool.give(server);
        assertThat(pool.clients.get(0).server).isSameAs(server);
        assertThat(pool.lists.toOpen()).isEmpty();
    }

    @Test
    void noConnectionIsOpenedForAClientWhomAServerThatIsCheckedServesUnlessTheCheckHangs() {
        Model pool = new Model("u", PoolConfigs.of("default_pool_size: 9", "min_pool_size: 2", "server_check_delay: 1"), 3);
        twoIdle(pool);
        now += 5_000 * MS;
        pool.clients.forEach(pool::checkout);
        assertThat(pool.in(Where.TO_QUEUE)).hasSize(2);
        assertThat(pool.opening).isEqualTo(1);
        now += PoolLists.LATE_NANOS;
        pool.upkeep();
        assertThat(pool.opening).isEqualTo(1);
        // The checks hang, as where a firewall has dropped idle connections: all three clients get servers by new connections.
        now++;
        pool.upkeep();
        assertThat(pool.opening).isEqualTo(3);
    }

    private void runEvents() {
        while (!events.isEmpty()) {
            events.remove(0).run();
        }
    }

    /** Two servers, on loops 0 and 1, logged in and idle. */
    private List<Server> twoIdle(Model pool) {
        pools.add(pool);
        for (Opening next : pool.lists.upkeep(now).toOpen()) {
            Server server = new Server(++servers, next.loop());
            server.idleSince = now;
            pool.all.add(server);
            pool.lists.opened(server, next.host());
            pool.give(server);
        }
        List<Server> idle = pool.in(Where.IDLE);
        assertThat(idle).hasSize(2);
        return idle;
    }
}
