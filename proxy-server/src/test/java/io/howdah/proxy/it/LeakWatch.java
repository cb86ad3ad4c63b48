package io.howdah.proxy.it;

import io.netty.buffer.ByteBufUtil;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class if Netty's leak detector, at level paranoid in every test JVM, has reported an unreleased buffer. The
 * detector notices a leak only when the buffer is garbage collected. So the failing class may be the class after the culprit.
 */
final class LeakWatch implements BeforeAllCallback, AfterAllCallback {

    private static final List<String> LEAKS = new CopyOnWriteArrayList<>();

    @Override
    public void beforeAll(ExtensionContext context) {
        ByteBufUtil.setLeakListener((resourceType, records) -> LEAKS.add(resourceType + " was not released:" + records));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (!LEAKS.isEmpty()) {
            List<String> found = List.copyOf(LEAKS);
            LEAKS.clear();
            throw new AssertionError(found.size() + " leaks, the first: " + found.get(0));
        }
    }
}
