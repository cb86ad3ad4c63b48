package io.howdah.proxy.testing;

import ch.qos.logback.classic.Level;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Fails a test class if Netty's leak detector, at level paranoid in every test JVM, has reported an unreleased buffer. The
 * detector notices a leak only when the buffer is garbage collected, so the watch collects garbage before and after the class.
 *
 * <pre>{@code
 * @ExtendWith(LeakWatch.class) // leaks only
 *
 * @RegisterExtension
 * static final LeakWatch WATCH = LeakWatch.withLog(); // leaks, and messages of level ERROR
 * }</pre>
 */
public final class LeakWatch implements BeforeAllCallback, AfterAllCallback {

    private static final Namespace STORE = Namespace.create(LeakWatch.class);

    /**
     * Netty has one listener for the whole JVM. So all watches read one list, and a leak of a class without a watch fails the
     * next class with a watch.
     */
    private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();

    static {
        ByteBufUtil.setLeakListener((type, records) -> LEAKS.add(type + " was not released:" + records));
    }

    private final boolean readsLog;

    /** A watch on leaks alone. */
    public LeakWatch() {
        this(false);
    }

    private LeakWatch(boolean readsLog) {
        this.readsLog = readsLog;
    }

    /** A watch that also fails a test class if the pooler logs at level ERROR, as the pooler does after an internal error. */
    public static LeakWatch withLog() {
        return new LeakWatch(true);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        look(); // Before the watch on the log begins: the detector logs a leak as an error.
        ExtensionContext.Store store = context.getStore(STORE);
        store.put("earlier", LEAKS.size());
        if (readsLog) {
            store.put("log", LogWatch.start(Level.ERROR));
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        look();
        ExtensionContext.Store store = context.getStore(STORE);
        List<String> faults = new ArrayList<>();
        LogWatch log = store.remove("log", LogWatch.class);
        if (log != null) {
            log.close();
            faults.addAll(log.lines());
        }
        int earlier = store.remove("earlier", Integer.class);
        for (String leak = LEAKS.poll(); leak != null; leak = LEAKS.poll()) {
            faults.add((earlier-- > 0 ? "leak of an earlier test class: " : "leak: ") + leak);
        }
        if (!faults.isEmpty()) {
            throw new AssertionError(faults.size() + " leaks and errors: " + String.join("\n", faults));
        }
    }

    /**
     * When the next buffer is made, the detector reports what the garbage collector has found. The JVM tells of that a moment after
     * the collection, so the watch waits until the JVM tells of an object that nobody holds.
     */
    private static void look() {
        for (int i = 0; i < 3; i++) {
            ReferenceQueue<Object> told = new ReferenceQueue<>();
            Reference<Object> unheld = new WeakReference<>(new Object(), told);
            Await.until("the garbage collector", () -> {
                System.gc();
                return told.remove(100) == unheld;
            });
            PooledByteBufAllocator.DEFAULT.directBuffer(16).release();
        }
    }
}
