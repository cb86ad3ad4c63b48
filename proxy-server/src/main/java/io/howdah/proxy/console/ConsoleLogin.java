package io.howdah.proxy.console;

import io.howdah.config.AdminSettings;
import io.howdah.config.AuthType;
import io.howdah.config.PoolSettings;
import io.howdah.config.PoolerConfig;
import io.howdah.console.AdminConsole;
import io.howdah.console.ConsoleSession;
import io.howdah.console.Role;
import io.howdah.console.view.PoolerControl;
import io.howdah.protocol.SqlState;
import io.howdah.protocol.TransactionStatus;
import io.howdah.protocol.backend.Authentication;
import io.howdah.protocol.backend.BackendKeyData;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.backend.ParameterStatus;
import io.howdah.protocol.backend.ReadyForQuery;
import io.howdah.proxy.auth.ClientOrigin;
import io.howdah.proxy.client.login.CancelKeys;
import io.howdah.proxy.client.login.ClientPlaces;
import io.howdah.proxy.client.login.LoginConnection;
import io.howdah.proxy.client.login.LoginReplies;
import io.howdah.proxy.client.login.NewClient;
import io.howdah.proxy.client.login.SessionFactory;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Admits a logged-in client to the console, if the user is an administrator or may use SHOW. */
public final class ConsoleLogin implements SessionFactory {

    /** The user who needs no password on a unix socket, for a process under the pooler's own account. */
    public static final String OWN_USER = "pgbouncer";

    private static final int SHORT_KEY = 4;
    private static final int LONG_KEY = 32;

    private final AdminConsole console;
    private final PoolerControl control;
    private final ConsoleClients clients;
    private final CancelKeys cancelKeys;
    private final ClientPlaces places;
    private final Supplier<PoolerConfig> config;
    private final ProductVersion version;

    /** @param config the present configuration: rights follow a reload */
    public ConsoleLogin(AdminConsole console, PoolerControl control, ConsoleClients clients, CancelKeys cancelKeys,
            ClientPlaces places, Supplier<PoolerConfig> config, ProductVersion version) {
        this.console = console;
        this.control = control;
        this.clients = clients;
        this.cancelKeys = cancelKeys;
        this.places = places;
        this.config = config;
        this.version = version;
    }

    /** Whether this is the pooler's own account on a unix socket: an administrator without a password. */
    public static boolean isOwn(ClientOrigin origin, String user) {
        return user.equals(OWN_USER) && origin.isOwnAccount();
    }

    /** The rights of a logged-in user; empty for a user on neither list. */
    static Optional<Role> roleOf(String user, PoolerConfig config) {
        AdminSettings admin = config.admin();
        if (admin.isAdmin(user)) {
            return Optional.of(Role.ADMIN);
        }
        // With auth_type any PgBouncer admits every user, for SHOW.
        return admin.mayReadStats(user) || config.auth().type() == AuthType.ANY ? Optional.of(Role.STATS) : Optional.empty();
    }

    /**
     * The login at the console's own port, which leads only to the console: the database name may be pgbouncer, howdah, or
     * missing, in which case it is the user's name.
     */
    public SessionFactory onItsOwnPort() {
        return client -> {
            String database = client.startup().database();
            boolean known = database.equals(client.user()) || database.equals(PoolerConfig.CONSOLE_DATABASE)
                    || database.equals(PoolerConfig.CONSOLE_ALIAS);
            if (known) {
                loggedIn(client);
            } else {
                LoginReplies.fail(client.channel(),
                        ErrorResponse.of("FATAL", SqlState.INVALID_CATALOG_NAME, "no such database: " + database)
                                .withHint("This port is the console's alone."));
            }
        };
    }

    @Override
    public void loggedIn(NewClient client) {
        Channel channel = client.channel();
        String user = client.user();
        Supplier<Optional<Role>> role = isOwn(client.origin(), user) ? () -> Optional.of(Role.ADMIN)
                : () -> roleOf(user, config.get());
        if (role.get().isEmpty()) {
            LoginReplies.fail(channel, ErrorResponse.of("FATAL", SqlState.PROTOCOL_VIOLATION, "not allowed")
                    .withHint("The console is for admin_users and stats_users."));
            return;
        }
        ErrorResponse full = takePlace(channel, user, role.get().get());
        if (full != null) {
            LoginReplies.fail(channel, full);
            return;
        }
        String applicationName = client.startup().parameter("application_name", "");
        ConsoleConnection connection = new ConsoleConnection(client.loop(), channel, user, applicationName, version.text(), role,
                clients, () -> config.get().log());
        BackendKeyData key = cancelKeys.register(() -> connection, client.startup().takesLongKey() ? LONG_KEY : SHORT_KEY);
        channel.closeFuture().addListener(closed -> left(connection, key));
        LoginConnection.goesOn(channel, "console", new ConsoleHandler(connection));
        connection.begin(new ConsoleSession(console, connection, connection), key.processId());
        channel.writeAndFlush(welcome(channel, key, applicationName), channel.voidPromise());
    }

    /** Admits administrators beyond the limits, for they may have come to change them. They count all the same. */
    private @Nullable ErrorResponse takePlace(Channel channel, String user, Role role) {
        PoolSettings settings = config.get().poolSettings(user);
        boolean limited = role != Role.ADMIN;
        return places.take(channel, PoolerConfig.CONSOLE_DATABASE, limited ? settings.maxDbClientConnections() : 0,
                user, limited ? settings.maxUserClientConnections() : 0);
    }

    private void left(ConsoleConnection connection, BackendKeyData key) {
        cancelKeys.remove(key.processId());
        clients.remove(connection);
        if (clients.size() == 0) {
            control.consolesGone();
        }
    }

    /** PgBouncer's parameters, and those that pgjdbc needs besides. */
    private ByteBuf welcome(Channel channel, BackendKeyData key, String applicationName) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("server_version", version.compatible() + "/bouncer");
        parameters.put("client_encoding", "UTF8");
        parameters.put("server_encoding", "UTF8");
        parameters.put("DateStyle", "ISO");
        parameters.put("TimeZone", "GMT");
        parameters.put("standard_conforming_strings", "on");
        parameters.put("is_superuser", "on");
        parameters.put("integer_datetimes", "on");
        parameters.put("application_name", applicationName);
        ByteBuf out = channel.alloc().buffer(512);
        Authentication.Ok.INSTANCE.write(out);
        parameters.forEach((name, value) -> new ParameterStatus(name, value).write(out));
        key.write(out);
        new ReadyForQuery(TransactionStatus.IDLE).write(out);
        return out;
    }
}
