package io.howdah.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.howdah.config.HostAddress;
import io.howdah.protocol.BackendType;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.fixtures.Pieces;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.proxied.Announcement;
import io.howdah.proxy.sql.CommandTag;
import io.howdah.proxy.stats.PoolStats;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A server that answers a client's requests with anything. The client gets the same bytes, and the pooler learns the same, wherever
 * the answers are cut. The client gets every byte of the frames that are for it, in order, or the connection ends; and no buffer stays.
 */
class ResponseRelayFuzzTest {

    /** Types of requests that may be outstanding. */
    private static final String REQUESTS = "QPBDECSFc";

    private static final int MOST_REQUESTS = 8;

    /** The requests stand between a byte with their number and the stream, one a byte. */
    @FuzzTest(maxDuration = "10m")
    void anyAnswers(byte[] input) {
        int requests = input.length == 0 ? 0 : (input[0] & 0xff) % (MOST_REQUESTS + 1);
        if (input.length < 1 + requests + Pieces.HEAD) {
            return;
        }
        byte[] asked = Arrays.copyOfRange(input, 1, 1 + requests);
        byte[] answers = Arrays.copyOfRange(input, 1 + requests, input.length);
        byte[] stream = Pieces.stream(answers);
        Answered whole = new Answered(asked, List.of(stream));
        Answered cut = new Answered(asked, Pieces.of(answers));
        assertThat(cut.events.toString()).isEqualTo(whole.events.toString());
        assertThat(cut.delivered.toByteArray()).isEqualTo(whole.delivered.toByteArray());

        byte[] delivered = whole.delivered.toByteArray();
        byte[] forClient = forClient(stream);
        assertThat(delivered.length).isLessThanOrEqualTo(forClient.length);
        assertThat(delivered).isEqualTo(Arrays.copyOf(forClient, delivered.length));
        if (whole.open) {
            // What is missing is a frame that is not whole, at the stream's end.
            ByteBuffer rest = ByteBuffer.wrap(forClient, delivered.length, forClient.length - delivered.length);
            assertThat(rest.remaining() < 5 || rest.getInt(rest.position() + 1) >= rest.remaining()).as("all delivered").isTrue();
        }
    }

    /** All that a server may send, without the cancel key. Of broken frames all that follows. */
    private static byte[] forClient(byte[] stream) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteBuffer rest = ByteBuffer.wrap(stream);
        while (rest.remaining() >= 5 && rest.getInt(rest.position() + 1) >= 4) {
            byte[] frame = new byte[(int) Math.min(rest.remaining(), 1L + rest.getInt(rest.position() + 1))];
            rest.get(frame);
            out.writeBytes(frame[0] == BackendType.BACKEND_KEY_DATA ? new byte[0] : frame);
        }
        return out.toByteArray();
    }

    /** One client and its server; the client wants all that is for clients. */
    private static final class Answered implements ServerPeer {
        private final ByteArrayOutputStream delivered = new ByteArrayOutputStream();
        private final StringBuilder events = new StringBuilder();
        private boolean open;

        Answered(byte[] asked, List<byte[]> pieces) {
            UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);
            EmbeddedChannel channel = new EmbeddedChannel();
            channel.config().setAllocator(allocator);
            ServerConnection server = new ServerConnection(new ServerOwner() {
                @Override
                public void closed(ServerConnection gone) {
                    events.append("gone ");
                }

                @Override
                public void cancelsEnded(ServerConnection free) {
                    throw new AssertionError("nothing is cancelled");
                }
            }, new ServerTarget("d/u", "d", null, Map.of(), Optional.empty(), ServerEncryption.NONE, Announcement.NONE),
                    new HostAddress("h", 1),
                    channel, new Loop(0, channel.eventLoop()), new PoolStats[] {new PoolStats()}, 0);
            channel.pipeline().addLast(new ServerHandler(server));
            server.link(this);
            for (byte type : asked) {
                server.outstanding().add((byte) REQUESTS.charAt((type & 0xff) % REQUESTS.length()));
            }
            for (byte[] piece : pieces) {
                if (channel.isActive()) {
                    channel.writeInbound(allocator.directBuffer(piece.length).writeBytes(piece));
                }
            }
            open = channel.isActive() && server.isOpen();
            events.append(open).append(open ? server.outstanding().size() : -1);
            channel.close();
            channel.finishAndReleaseAll();
            assertThat(allocator.metric().usedDirectMemory() + allocator.metric().usedHeapMemory()).as("bytes that leak")
                    .isZero();
        }

        @Override
        public void deliver(ByteBuf bytes) {
            delivered.writeBytes(ByteBufUtil.getBytes(bytes));
            bytes.release();
        }

        @Override
        public void endOfRead() {
            // Depends on the cuts.
        }

        @Override
        public void readyForQuery(byte status, boolean drained) {
            events.append("Z@").append(delivered.size()).append((char) status).append(drained).append(' ');
        }

        @Override
        public void commandCompleted(CommandTag tag) {
            events.append(tag).append(' ');
        }

        @Override
        public boolean parameterReported(String name, String value) {
            events.append(name).append('=').append(value).append(' ');
            return true;
        }

        @Override
        public void synchronizationLost() {
            events.append("lost step ");
        }

        @Override
        public void busy(boolean busy) {
            events.append(busy ? "busy " : "not busy ");
        }

        @Override
        public void writable(boolean writable) {
            // An embedded channel takes everything.
        }

        @Override
        public void lost(ErrorResponse lastError) {
            events.append("lost@").append(delivered.size()).append(lastError == null ? "" : lastError.message()).append(' ');
        }
    }
}
