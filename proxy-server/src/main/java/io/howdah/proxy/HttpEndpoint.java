package io.howdah.proxy;

import io.howdah.config.HttpSettings;
import io.howdah.console.http.Guard;
import io.howdah.console.http.HealthPages;
import io.howdah.console.http.MetricsPage;
import io.howdah.console.http.StatusPages;
import io.howdah.console.http.StatusServer;
import io.howdah.console.http.TablesPage;
import io.howdah.console.live.LiveFeed;
import io.howdah.console.live.LivePage;
import io.howdah.console.metrics.Metrics;
import io.howdah.console.metrics.MetricsNames;
import io.howdah.console.view.PoolerView;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP endpoint of http_listen_addr and http_listen_port: its pages and its sockets. */
final class HttpEndpoint implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HttpEndpoint.class);

    private final Metrics metrics;
    private final StatusPages pages;
    private final Supplier<Guard> guard;
    private final LiveFeed live;
    private final List<StatusServer> servers = new ArrayList<>();
    /** Null for plain HTTP. New connections use it. */
    private volatile @Nullable SslContext tls;

    /** @param settings the settings in force, which a reload may change */
    HttpEndpoint(PoolerView view, Supplier<HttpSettings> settings) {
        guard = () -> {
            HttpSettings.Access access = settings.get().access();
            return new Guard(access.user(), access.password(), access.token());
        };
        metrics = new Metrics(view, () -> names(settings.get()));
        HealthPages health = new HealthPages(view);
        live = new LiveFeed(view);
        pages = new StatusPages()
                .at("/", new LivePage())
                .at("/events", live)
                .at("/metrics", new MetricsPage(metrics))
                .openAt("/health/live", health::live)
                .openAt("/health/ready", health::ready)
                .under(TablesPage.BEGINNING, new TablesPage(view));
    }

    private static MetricsNames names(HttpSettings http) {
        return new MetricsNames(!http.statsNames().equals("stats"), !http.statsNames().equals("stats_totals"),
                http.cloudNativeNames());
    }

    /**
     * Listens at the configured addresses.
     *
     * @throws UncheckedIOException if an address of the configuration cannot be bound; the default address only causes a warning
     */
    void bind(HttpSettings http) {
        if (http.listenAddress().isEmpty()) {
            return;
        }
        tls = tls(http);
        try {
            int port = http.listenPort();
            for (InetAddress each : addresses(http.listenAddress())) {
                StatusServer server = StatusServer.start(new InetSocketAddress(each, port), pages, guard, () -> tls);
                servers.add(server);
                port = server.address().getPort();
                LOG.info("{} on {}", tls == null ? "HTTP" : "HTTPS",
                        io.netty.util.NetUtil.toSocketAddressString(server.address()));
            }
            live.start();
        } catch (UncheckedIOException e) {
            close();
            if (http.isWanted()) {
                throw e;
            }
            LOG.warn("no port for HTTP: {}; set http_listen_port to have one, or http_listen_addr to nothing",
                    IoProblems.text(e));
        }
    }

    private static @Nullable SslContext tls(HttpSettings http) {
        return http.certificate().isPresent() ? StatusServer.tls(http.certificate().get(), http.key().orElseThrow()) : null;
    }

    /**
     * Reads the certificate again: somebody renews its file every few weeks. Connections that are there keep the certificate they
     * have. If the files cannot be used, the certificate in use stays.
     */
    void reload(HttpSettings http) {
        if (servers.isEmpty()) {
            return;
        }
        try {
            tls = tls(http);
        } catch (UncheckedIOException e) {
            LOG.error("{}; the HTTP endpoint goes on as it was", IoProblems.text(e));
        }
    }

    private static InetAddress[] addresses(String name) {
        try {
            return name.equals("*") ? new InetAddress[] {InetAddress.getByName("::")} : InetAddress.getAllByName(name);
        } catch (UnknownHostException e) {
            throw new UncheckedIOException(new IOException("http_listen_addr " + name + ": " + e.getMessage(), e));
        }
    }

    /** The metrics, for a push to a collector. */
    Metrics metrics() {
        return metrics;
    }

    /** The TCP port; -1 for none. */
    int port() {
        return servers.isEmpty() ? -1 : servers.get(0).address().getPort();
    }

    @Override
    public void close() {
        live.close();
        servers.forEach(StatusServer::close);
        servers.clear();
    }
}
