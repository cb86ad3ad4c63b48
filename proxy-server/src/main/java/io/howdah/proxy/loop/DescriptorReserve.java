package io.howdah.proxy.loop;

import com.sun.management.UnixOperatingSystemMXBean;
import io.netty.channel.unix.Errors;
import java.io.Closeable;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A few file descriptors that the pooler keeps for the moment when the process has no others. They are freed then, so that new
 * clients hear why they are refused, and an operator gets to the console. Any thread.
 */
public final class DescriptorReserve implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(DescriptorReserve.class);

    private static final int SIZE = 16;

    /** How much of the reserve is for the console's own port alone. */
    private static final int FOR_CONSOLE = 8;

    private static final Path NOTHING = Path.of("/dev/null");

    /** Linux's numbers of ENOMEM, ENFILE, EMFILE and ENOBUFS. */
    private static final Set<Integer> ERRORS = Set.of(12, 23, 24, 105);

    /** The same errors as the JDK tells of them. */
    private static final List<String> TEXTS = List.of("Too many open files", "No buffer space available",
            "Cannot allocate memory");

    private final Deque<SeekableByteChannel> kept = new ArrayDeque<>();
    private final Seldom told = new Seldom(60);
    private volatile boolean isShort;

    /** Whether the console's part is whole, or there is no shortage. */
    private volatile boolean openForClients = true;
    private boolean closed;

    /** A full reserve; an empty one where there is no /dev/null, or no descriptor even now. */
    public DescriptorReserve() {
        takeBack();
        setShort(false);
    }

    /** What a listener gets of the reserve. */
    public final class Share {
        private final boolean console;

        private Share(boolean console) {
            this.console = console;
        }

        /**
         * The kernel has refused a connection, for want of descriptors or memory. Logs it, at most once a minute.
         *
         * @param connections how many the listener has
         * @return whether a part of the reserve has just been freed, so that there are descriptors
         */
        public boolean lend(Throwable why, int connections) {
            boolean lent = console ? freeOne() : freeForClients();
            if (told.isDue()) {
                LOG.warn("cannot accept connections: {} ({} connections of clients, at most {} file descriptors); until there "
                        + "are some again only the console takes new clients", why.getMessage(), connections, limit());
            }
            return lent;
        }

        /** Whether the reserve is in use: then nobody but the console's users gets a new connection. */
        public boolean isShort() {
            return isShort;
        }

        /**
         * Whether the listener may accept. A port for clients may not while consoles use their own part of the reserve: the
         * clients that wait in the kernel's backlog would use up all that a console gives back.
         */
        public boolean isOpen() {
            return console || openForClients;
        }

        /** Fills the reserve again as far as there are descriptors. @return whether the shortage is over */
        public boolean takeBack() {
            if (isShort && DescriptorReserve.this.takeBack()) {
                LOG.info("there are file descriptors again");
            }
            return !isShort;
        }
    }

    /** For a port of clients: all but the console's part, at once. */
    public Share forClients() {
        return new Share(false);
    }

    /** For the console's own port: everything, one by one. */
    public Share forConsole() {
        return new Share(true);
    }

    /** Whether the kernel has no descriptor or no memory for another socket. */
    public static boolean isShortage(Throwable problem) {
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            String text = String.valueOf(cause.getMessage());
            if (cause instanceof Errors.NativeIoException of && ERRORS.contains(-of.expectedErr())
                    || TEXTS.stream().anyMatch(text::contains)) {
                return true;
            }
        }
        return false;
    }

    private synchronized boolean freeForClients() {
        boolean lent = kept.size() > FOR_CONSOLE;
        while (kept.size() > FOR_CONSOLE) {
            close(kept.pop());
        }
        if (lent) {
            setShort(true); // Whoever has freed something takes it back: see Acceptor.
        }
        return lent;
    }

    /** One only: another listener can take a descriptor before the console does, and cannot take those that are still kept. */
    private synchronized boolean freeOne() {
        if (kept.isEmpty()) {
            return false;
        }
        close(kept.pop());
        setShort(true);
        return true;
    }

    /** The console's part as far as there are descriptors, then the part for clients if there are enough for all of it. */
    private synchronized boolean takeBack() {
        boolean full = closed || !Files.exists(NOTHING) || keep(FOR_CONSOLE, true) && keep(SIZE, false);
        setShort(!full && isShort);
        return full;
    }

    private boolean keep(int size, boolean part) {
        int before = kept.size();
        try {
            while (kept.size() < size) {
                kept.push(Files.newByteChannel(NOTHING));
            }
            return true;
        } catch (IOException stillShort) {
            while (!part && kept.size() > before) {
                close(kept.pop()); // A part would be of no use here, and is of use to others.
            }
            return false;
        }
    }

    private void setShort(boolean now) {
        isShort = now;
        openForClients = !now || kept.size() >= FOR_CONSOLE;
    }

    private static void close(SeekableByteChannel one) {
        try {
            one.close();
        } catch (IOException e) {
            LOG.debug("a descriptor of the reserve: {}", e.toString());
        }
    }

    private static long limit() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount() : -1;
    }

    /** Gives the reserve up, for the pooler ends. */
    @Override
    public synchronized void close() {
        closed = true;
        setShort(false);
        kept.forEach(DescriptorReserve::close);
        kept.clear();
    }
}
