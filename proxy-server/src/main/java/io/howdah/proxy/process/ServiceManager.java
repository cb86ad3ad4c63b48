package io.howdah.proxy.process;

import com.sun.jna.LastErrorException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * systemd, or another manager with its protocols. The pooler tells it about start, reload and end (sd_notify(3)), and takes over
 * listening sockets from it (sd_listen_fds(3)). Without a manager the methods do nothing.
 */
public final class ServiceManager {

    /**
     * A socket that listens already.
     *
     * @param descriptor its file descriptor
     * @param unixPath a unix socket's path, {@code @name} for an abstract socket; absent for TCP
     */
    public record Socket(int descriptor, Optional<String> unixPath) {}

    private static final Logger LOG = LoggerFactory.getLogger(ServiceManager.class);

    /** Linux's numbers, for systemd runs only on Linux. */
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int F_SETFL = 4;
    private static final int O_NONBLOCK = 0x800;
    private static final int FIRST_DESCRIPTOR = 3;
    private static final int LONGEST_PATH = 108;

    private final @Nullable String address;
    private final List<Socket> sockets;

    private ServiceManager(@Nullable String address, List<Socket> sockets) {
        this.address = address;
        this.sockets = sockets;
    }

    /** The manager that this environment names. */
    public static ServiceManager of(Map<String, String> environment) {
        String address = environment.getOrDefault("NOTIFY_SOCKET", "");
        return new ServiceManager(address.startsWith("/") || address.startsWith("@") ? address : null, inherited(environment));
    }

    /** The descriptors for this process. LISTEN_PID names another process if a parent has passed its environment on. */
    private static List<Socket> inherited(Map<String, String> environment) {
        String count = environment.getOrDefault("LISTEN_FDS", "");
        boolean mine = Long.toString(ProcessHandle.current().pid()).equals(environment.get("LISTEN_PID"));
        if (!mine || !count.matches("[1-9][0-9]{0,3}")) {
            return List.of();
        }
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(count); i++) {
            int descriptor = FIRST_DESCRIPTOR + i;
            byte[] name = new byte[Short.BYTES + LONGEST_PATH];
            int[] length = {name.length};
            CLibrary.get().getsockname(descriptor, name, length);
            // A blocking socket would stop an event loop at accept.
            CLibrary.get().fcntl(descriptor, F_SETFL, O_NONBLOCK);
            boolean unix = ByteBuffer.wrap(name).order(ByteOrder.nativeOrder()).getShort() == AF_UNIX;
            sockets.add(new Socket(descriptor, unix ? Optional.of(path(name, length[0])) : Optional.empty()));
        }
        return sockets;
    }

    private static String path(byte[] address, int length) {
        String path = new String(address, Short.BYTES, Math.max(0, length - Short.BYTES), StandardCharsets.UTF_8);
        return path.startsWith("\0") ? "@" + path.substring(1) : path.replaceAll("\0.*", "");
    }

    /**
     * The sockets that the manager has handed over. If there are some, the pooler listens on them instead of the configured
     * addresses.
     */
    public List<Socket> sockets() {
        return sockets;
    }

    /** Tells the manager that the pooler accepts clients, or has finished a reload. */
    public void ready() {
        say("READY=1");
    }

    /** Tells the manager that a reload begins; {@link #ready} ends the reload. */
    public void reloading() {
        // Type=notify-reload compares this with the time of systemd's own signal. On Linux nanoTime is CLOCK_MONOTONIC.
        say("RELOADING=1\nMONOTONIC_USEC=" + System.nanoTime() / 1000);
    }

    /** Tells the manager that the pooler is ending. */
    public void stopping() {
        say("STOPPING=1");
    }

    private void say(String what) {
        if (address == null) {
            return;
        }
        try {
            CLibrary system = CLibrary.get();
            int socket = system.socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
            try {
                byte[] message = what.getBytes(StandardCharsets.UTF_8);
                byte[] to = socketAddress(address);
                system.sendto(socket, message, message.length, 0, to, to.length);
            } finally {
                system.close(socket);
            }
        } catch (LastErrorException | UnsatisfiedLinkError | IllegalArgumentException e) {
            LOG.warn("the service manager at {} cannot be told {}: {}", address, what.lines().findFirst().orElse(""),
                    e.getMessage());
        }
    }

    /**
     * struct sockaddr_un, only as long as the name. An abstract name, written with @, begins with a NUL and has none at its end.
     */
    private static byte[] socketAddress(String address) {
        byte[] path = address.getBytes(StandardCharsets.UTF_8);
        boolean named = address.startsWith("/");
        if (path.length + (named ? 1 : 0) > LONGEST_PATH) {
            throw new IllegalArgumentException("the path is too long");
        }
        ByteBuffer bytes = ByteBuffer.allocate(Short.BYTES + path.length + (named ? 1 : 0)).order(ByteOrder.nativeOrder());
        bytes.putShort((short) AF_UNIX).put(path);
        if (!named) {
            bytes.put(Short.BYTES, (byte) 0);
        }
        return bytes.array();
    }
}
