package io.howdah.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.config.HostAddress;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.prepared.Booking;
import io.howdah.proxy.prepared.ClientStatements;
import io.howdah.proxy.prepared.StatementRegistry;
import io.howdah.proxy.proxied.Announcement;
import io.howdah.proxy.sql.StatementVerdict;
import io.howdah.proxy.stats.PoolStats;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** A server's answers, cut at any byte: the peer gets the same bytes, and the pooler learns the same of the server. */
class ResponseRelayTest {

    private static final byte[] ANSWERS = Frames.concat(
            // The answer to the pooler's own SET, which the peer must not get.
            Frames.parameterStatus("TimeZone", "UTC"), Frames.notice("NOTICE", "00000", "own"), Frames.commandComplete("SET"),
            Frames.readyForQuery('I'),
            // The answer to an injected Parse, then the answers to the client's batch.
            Frames.prepared(), Frames.bindComplete(), Frames.rowDescription("a"), Frames.dataRow("x", null),
            Frames.dataRow("y", "z"), Frames.notice("NOTICE", "00000", "seen"), Frames.commandComplete("SELECT 2"),
            Frames.readyForQuery('T'),
            // An error; then a simple query's row, with a parameter and a notification.
            Frames.bindComplete(), Frames.error("ERROR", "22012", "division by zero"), Frames.readyForQuery('E'),
            Frames.oneRow("b", "1", 'T'), Frames.parameterStatus("DateStyle", "German"), Frames.notification(1, "c", "p"),
            Frames.commandComplete("COMMIT"), Frames.readyForQuery('I'),
            // The server sends these while no request is outstanding.
            Frames.notice("NOTICE", "00000", "unasked"), Frames.notification(1, "c", "p"));

    private static final byte[] WANTED = Frames.concat(
            Frames.bindComplete(), Frames.rowDescription("a"), Frames.closeComplete(), Frames.dataRow("x", null),
            Frames.dataRow("y", "z"), Frames.notice("NOTICE", "00000", "seen"), Frames.commandComplete("SELECT 2"),
            Frames.readyForQuery('T'), Frames.bindComplete(), Frames.error("ERROR", "22012", "division by zero"),
            Frames.readyForQuery('E'), Frames.oneRow("b", "1", 'T'), Frames.parameterStatus("DateStyle", "German"),
            Frames.notification(1, "c", "p"),
            Frames.commandComplete("COMMIT"), Frames.readyForQuery('I'),
            // The server sends these while no request is outstanding.
            Frames.notice("NOTICE", "00000", "unasked"), Frames.notification(1, "c", "p"));

    private static String relay(int... cuts) {
        EmbeddedChannel channel = new EmbeddedChannel();
        ServerOwner owner = (ServerOwner) Proxy.newProxyInstance(ServerOwner.class.getClassLoader(),
                new Class<?>[] {ServerOwner.class}, (proxy, method, arguments) -> null);
        ServerTarget target = new ServerTarget("d/u", "d", null, java.util.Map.of(), java.util.Optional.empty(),
                ServerEncryption.NONE, Announcement.NONE);
        ServerConnection server = new ServerConnection(owner, target, new HostAddress("h", 1), channel,
                new Loop(0, channel.eventLoop()), new PoolStats[] {new PoolStats()}, 0);
        channel.pipeline().addLast(new ServerHandler(server));
        ByteArrayOutputStream delivered = new ByteArrayOutputStream();
        StringBuilder events = new StringBuilder();
        ServerPeer peer = (ServerPeer) Proxy.newProxyInstance(ServerPeer.class.getClassLoader(),
                new Class<?>[] {ServerPeer.class}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "deliver":
                            ByteBuf bytes = (ByteBuf) arguments[0];
                            bytes.readBytes(delivered, bytes.readableBytes());
                            bytes.release();
                            return null;
                        case "readyForQuery":
                            events.append("Z@").append(delivered.size()).append((char) (byte) (Byte) arguments[0])
                                    .append(arguments[1]).append(' ');
                            return null;
                        case "parameterReported":
                            events.append(arguments[0]).append('=').append(arguments[1]).append(' ');
                            return true;
                        default:
                            return null;
                    }
                });
        server.link(peer);
        ErrorResponse[] own = new ErrorResponse[1];
        server.requests().query("SET TimeZone TO 'UTC'", error -> {
            own[0] = error;
            events.append("own@").append(delivered.size()).append(' ');
        });
        ByteBuf out = Unpooled.buffer();
        server.requests()
                .prepare(new ClientStatements().add(new byte[] {'s'},
                        new StatementRegistry().intern(new byte[] {'x', 0, 0, 0}, null, body -> StatementVerdict.NOTHING)), out,
                        10);
        for (char type : "BD".toCharArray()) {
            server.outstanding().add((byte) type);
        }
        // The pooler answers this Close behind the row description.
        server.outstanding().add((byte) 'C', ResponseAction.FAKE, Booking.NONE);
        for (char type : "ESBES".toCharArray()) {
            server.outstanding().add((byte) type);
        }
        server.outstanding().add((byte) 'Q');
        server.outstanding().add((byte) 'Q');
        int from = 0;
        for (int cut : cuts) {
            channel.writeInbound(Unpooled.copiedBuffer(ANSWERS, from, cut - from));
            assertThat(server.outstanding().owesNothing() && server.isMidAnswer())
                    .as("an answer of the pooler's own would land in the midst of another").isFalse();
            from = cut;
        }
        channel.writeInbound(Unpooled.copiedBuffer(ANSWERS, from, ANSWERS.length - from));
        assertThat(delivered.toByteArray()).as(Arrays.toString(cuts)).isEqualTo(WANTED);
        assertThat(server.isFree()).isTrue();
        assertThat(own[0]).isNull();
        channel.finishAndReleaseAll();
        return events.toString();
    }

    @Test
    void trap55_answersCutAtEveryByteArriveTheSame() {
        String whole = relay();
        assertThat(whole).startsWith("own@0 Z@").endsWith("Itrue ");
        for (int cut = 1; cut < ANSWERS.length; cut++) {
            assertThat(relay(cut)).as("cut at %d", cut).isEqualTo(whole);
        }
        int[] everywhere = new int[ANSWERS.length - 1];
        Arrays.setAll(everywhere, i -> i + 1);
        assertThat(relay(everywhere)).isEqualTo(whole);
    }
}
