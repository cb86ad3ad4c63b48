package io.howdah.proxy;

import io.howdah.config.AdminSettings;
import io.howdah.config.ListenConfig;
import io.howdah.config.PoolerConfig;
import io.howdah.proxy.client.login.ClientListener;
import io.howdah.proxy.loop.Transport;
import io.howdah.proxy.process.ServiceManager;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The listening sockets of listen_addr, listen_port and unix_socket_dir. */
final class ListenAddresses {

    private static final Logger LOG = LoggerFactory.getLogger(ListenAddresses.class);

    private final ClientListener listener;
    private final Transport transport;
    private final List<Path> socketFiles = new ArrayList<>();
    private int port = -1;

    ListenAddresses(ClientListener listener, Transport transport) {
        this.listener = listener;
        this.transport = transport;
    }

    /**
     * Binds the configured addresses. As in PgBouncer, one of several TCP addresses may fail with a warning: a name may stand for
     * an address of a family that this machine lacks.
     *
     * @throws UncheckedIOException if no TCP address can be bound, or the unix socket cannot
     */
    void bind(ListenConfig listen) {
        int wanted = listen.port();
        List<UncheckedIOException> failures = new ArrayList<>();
        for (String address : listen.addresses()) {
            for (InetAddress each : resolve(address)) {
                try {
                    InetSocketAddress got = (InetSocketAddress) bind(new InetSocketAddress(each, wanted), listen);
                    port = got.getPort();
                    wanted = port; // with port 0, all addresses get the first one's port
                    LOG.info("listening on {}", text(got));
                } catch (UncheckedIOException e) {
                    failures.add(e);
                }
            }
        }
        if (port < 0 && !failures.isEmpty()) {
            throw failures.get(0);
        }
        failures.forEach(failure -> LOG.warn("{}", IoProblems.text(failure)));
        listen.unixSocketDir().filter(dir -> !dir.isEmpty()).ifPresent(dir -> bindUnix(dir, listen));
    }

    /** Accepts on sockets that listen already. @throws UncheckedIOException if a socket cannot be adopted */
    void adopt(List<ServiceManager.Socket> sockets, ListenConfig listen) {
        if (!listen.addresses().isEmpty()) {
            LOG.warn("sockets passed from service manager, listen_addr ignored");
        }
        for (ServiceManager.Socket socket : sockets) {
            try {
                SocketAddress address = listener.adopt(socket.descriptor(), socket.unixPath().isPresent(), listen);
                if (address instanceof InetSocketAddress tcp && port < 0) {
                    port = tcp.getPort();
                }
                LOG.info("listening on {} (given by the service manager)",
                        socket.unixPath().map(path -> "unix:" + path).orElseGet(() -> text(address)));
            } catch (Exception e) {
                throw new UncheckedIOException(
                        new IOException("cannot listen on descriptor " + socket.descriptor() + ": " + e.getMessage(), e));
            }
        }
    }

    private static String text(SocketAddress address) {
        return address instanceof InetSocketAddress tcp ? NetUtil.toSocketAddressString(tcp) : "unix:" + address;
    }

    /**
     * Binds the console's own address.
     *
     * @param wanted whether the configuration asks for the address; another pooler may have taken the default one
     * @throws UncheckedIOException if {@code wanted} and the address cannot be bound
     */
    void bindConsole(AdminSettings admin, ListenConfig listen, boolean wanted) {
        if (admin.listenAddress().isEmpty()) {
            return;
        }
        for (InetAddress each : resolve(admin.listenAddress())) {
            try {
                port = ((InetSocketAddress) bind(new InetSocketAddress(each, port > 0 ? port : admin.listenPort()), listen))
                        .getPort();
                LOG.info("console on {}", text(new InetSocketAddress(each, port)));
            } catch (UncheckedIOException e) {
                if (wanted) {
                    throw e;
                }
                LOG.warn("no port for the console: {}; it is at the pooler's own port, database {}", IoProblems.text(e),
                        PoolerConfig.CONSOLE_DATABASE);
            }
        }
    }

    private void bindUnix(String dir, ListenConfig listen) {
        int number = port > 0 ? port : listen.port();
        String path = dir + "/.s.PGSQL." + number;
        if (dir.startsWith("@")) {
            bind(unixAddress(path), listen);
            LOG.info("listening on unix:{}", path);
            return;
        }
        Path file = Path.of(path);
        removeStale(file);
        bind(unixAddress(path), listen);
        socketFiles.add(file);
        try {
            Files.setPosixFilePermissions(file, permissions(listen.unixSocketMode()));
            if (!listen.unixSocketGroup().isEmpty()) {
                Files.getFileAttributeView(file, PosixFileAttributeView.class).setGroup(
                        file.getFileSystem().getUserPrincipalLookupService()
                                .lookupPrincipalByGroupName(listen.unixSocketGroup()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("unix socket " + file + ": " + e, e);
        }
        LOG.info("listening on unix:{}", file);
    }

    private SocketAddress unixAddress(String path) {
        try {
            return transport.unixAddress(path);
        } catch (UnsupportedOperationException e) {
            throw new UncheckedIOException(new IOException("cannot listen on " + e.getMessage(), e));
        }
    }

    /** Removes a socket file on which nobody listens: a killed pooler has left it. */
    private void removeStale(Path file) {
        if (!Files.exists(file)) {
            return;
        }
        try (java.nio.channels.SocketChannel probe = java.nio.channels.SocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
            probe.connect(java.net.UnixDomainSocketAddress.of(file));
            throw new UncheckedIOException(new IOException("unix socket " + file + " is in use, cannot continue"));
        } catch (IOException refused) {
            try {
                Files.delete(file);
            } catch (IOException e) {
                throw new UncheckedIOException("unix socket " + file + ": " + e, e);
            }
        }
    }

    private SocketAddress bind(SocketAddress address, ListenConfig listen) {
        try {
            return listener.bind(address, listen);
        } catch (Exception e) {
            throw new UncheckedIOException(new IOException("cannot listen on " + text(address) + ": " + reason(e), e));
        }
    }

    /** The system's error text, without the name of the call. */
    private static String reason(Exception e) {
        return String.valueOf(e.getMessage()).replaceFirst("^bind\\(\\.\\.\\) failed with error\\(-?\\d+\\): ", "");
    }

    private List<InetAddress> resolve(String address) {
        try {
            return List.of(address.equals("*") ? everywhere() : InetAddress.getAllByName(address));
        } catch (java.net.UnknownHostException e) {
            throw new UncheckedIOException(new IOException("listen_addr " + address + ": " + e.getMessage(), e));
        }
    }

    /**
     * The addresses of {@code *}: a socket for each family, as in PgBouncer. The JDK's selector has one socket for both families.
     */
    private InetAddress[] everywhere() throws java.net.UnknownHostException {
        InetAddress ipv4 = InetAddress.getByName("0.0.0.0");
        return transport == Transport.EPOLL && hasIpv6()
                ? new InetAddress[] {ipv4, InetAddress.getByName("::")}
                : new InetAddress[] {ipv4};
    }

    private static boolean hasIpv6() {
        try {
            return java.net.NetworkInterface.networkInterfaces()
                    .flatMap(java.net.NetworkInterface::inetAddresses)
                    .anyMatch(java.net.Inet6Address.class::isInstance);
        } catch (java.net.SocketException e) {
            return false;
        }
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        PosixFilePermission[] byBit = {
            PosixFilePermission.OTHERS_EXECUTE, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.OTHERS_READ,
            PosixFilePermission.GROUP_EXECUTE, PosixFilePermission.GROUP_WRITE, PosixFilePermission.GROUP_READ,
            PosixFilePermission.OWNER_EXECUTE, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_READ
        };
        for (int bit = 0; bit < byBit.length; bit++) {
            if ((mode & 1 << bit) != 0) {
                permissions.add(byBit[bit]);
            }
        }
        return permissions;
    }

    /** The TCP port; -1 for none. */
    int port() {
        return port;
    }

    /** Stops listening, and removes the socket files. */
    void close() {
        listener.close();
        for (Path file : socketFiles) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                LOG.warn("unix socket {}: {}", file, e.toString());
            }
        }
        socketFiles.clear();
    }
}
