package io.howdah.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.config.TlsSettings;
import io.howdah.proxy.testing.TestConfig;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ServerTlsTest {

    private final List<Runnable> work = new ArrayList<>();
    private final ServerTls tls = new ServerTls(work::add);
    private final EmbeddedChannel channel = new EmbeddedChannel();

    @AfterEach
    void close() {
        tls.close();
        channel.finishAndReleaseAll();
    }

    private static TlsSettings settings(String... lines) {
        return TestConfig.of(lines).serverTls();
    }

    private boolean hasHandler(TlsSettings settings) {
        SslHandler handler = tls.handler(channel, settings, "h", 1);
        if (handler != null) {
            ReferenceCountUtil.release(handler.engine());
        }
        return handler != null;
    }

    @Test
    @DisplayName("Where no server has to speak TLS, the context is made when the first one does, and not on an event loop")
    void whenNeeded() {
        TlsSettings prefer = settings("server_tls_sslmode: prefer");
        assertThat(prefer.mode().isRequired()).isFalse();
        tls.use(ServerTls.prepare(List.of(prefer)));
        var ready = tls.ready(prefer);
        assertThat(ready).isNotDone();
        assertThat(hasHandler(prefer)).isFalse();
        work.remove(0).run();
        assertThat(ready).isCompleted();
        assertThat(hasHandler(prefer)).isTrue();
        assertThat(tls.ready(prefer)).isCompleted();
        assertThat(work).isEmpty();
    }

    @Test
    @DisplayName("What a setting asks for is made before anything is in force, so that a fault shows at the start")
    void atOnce() {
        for (String[] line : new String[][] {{"server_tls_sslmode: require"},
            {"server_tls_sslmode: prefer", "server_tls_ciphers: ECDHE-RSA-AES128-GCM-SHA256"}}) {
            TlsSettings settings = settings(line);
            tls.use(ServerTls.prepare(List.of(settings)));
            assertThat(tls.ready(settings)).as(line[line.length - 1]).isCompleted();
            assertThat(hasHandler(settings)).as(line[line.length - 1]).isTrue();
        }
        assertThat(work).isEmpty();
    }

    @Test
    @DisplayName("A context that a reload has replaced before it was made is not made any more")
    void replaced() {
        TlsSettings prefer = settings("server_tls_sslmode: prefer");
        tls.use(ServerTls.prepare(List.of(prefer)));
        tls.ready(prefer);
        tls.use(ServerTls.prepare(List.of()));
        tls.use(ServerTls.prepare(List.of()));
        work.remove(0).run();
        assertThat(hasHandler(prefer)).isFalse();
        assertThat(tls.ready(prefer)).as("nothing to wait for").isCompleted();
    }
}
