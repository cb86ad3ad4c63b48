package io.howdah.proxy.server.login;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.howdah.config.HostAddress;
import io.howdah.protocol.BackendType;
import io.howdah.protocol.FrontendType;
import io.howdah.protocol.fixtures.Pieces;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.proxied.Announcement;
import io.howdah.proxy.server.ServerConnection;
import io.howdah.proxy.server.ServerCredentials;
import io.howdah.proxy.server.ServerEncryption;
import io.howdah.proxy.server.ServerOwner;
import io.howdah.proxy.server.ServerTarget;
import io.howdah.proxy.stats.PoolStats;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * Servers that say anything at login. The pooler answers, waits, or closes; it logs in nowhere that has not said so, nor at a server that began
 * SCRAM and proved nothing; it tells no password in clear; no buffer stays.
 */
class ServerLoginFuzzTest {

    private static final String PASSWORD = "s3cret-of-u";
    private static final HostAddress HOST = new HostAddress("h", 1);

    /** In the place of the pooler's nonce, which nobody knows before. */
    private static final byte[] NONCE = "%".repeat(24).getBytes(StandardCharsets.US_ASCII);

    /** The lowest bit of the first byte says whether there is a connect_query, the next whether the password is an md5 hash. */
    @FuzzTest(maxDuration = "10m")
    void anyServer(byte[] input) {
        if (input.length < 1 + Pieces.HEAD) {
            return;
        }
        Login login = new Login((input[0] & 1) != 0, (input[0] & 2) != 0);
        byte[] said = Arrays.copyOfRange(input, 1, input.length);
        login.says(said);
        login.ends(Pieces.stream(said));
    }

    private static int indexOf(byte[] in, byte... wanted) {
        for (int i = 0; i + wanted.length <= in.length; i++) {
            if (Arrays.equals(in, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        return -1;
    }

    private static final class Login {
        private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);
        private final EmbeddedChannel channel = new EmbeddedChannel();
        private final ServerLogin login;
        private final ServerConnection server;
        private final ByteBuf sent = Unpooled.buffer();
        private byte[] nonce;
        private int done;

        Login(boolean connectQuery, boolean md5) {
            channel.config().setAllocator(allocator);
            Optional<String> secret = Optional.of(md5 ? "md5" + "0123456789abcdef".repeat(2) : PASSWORD);
            ServerTarget target = new ServerTarget("d/u", "d",
                    new ServerCredentials("u", secret, Optional::empty, Optional::empty, () -> {}), Map.of(),
                    connectQuery ? Optional.of("SELECT 1") : Optional.empty(), ServerEncryption.NONE,
                    Announcement.NONE);
            server = new ServerConnection(new ServerOwner() {
                @Override
                public void closed(ServerConnection gone) {
                    // After the login only.
                }

                @Override
                public void cancelsEnded(ServerConnection free) {
                    throw new AssertionError("nothing is cancelled");
                }
            }, target, HOST, channel, new Loop(0, channel.eventLoop()), new PoolStats[] {new PoolStats()}, 0);
            // Few iterations, so that an exchange takes no time.
            login = new ServerLogin(server, Runnable::run, new LoginLimits(20, false), () -> done++);
            channel.pipeline().addLast("login", login);
            login.begin(channel.pipeline().context(login));
            hears();
            sent.skipBytes(sent.readInt() - 4); // The start-up packet.
        }

        void says(byte[] input) {
            for (byte[] piece : Pieces.of(input)) {
                int at = nonce == null ? -1 : indexOf(piece, NONCE);
                if (at >= 0) {
                    System.arraycopy(nonce, 0, piece, at, nonce.length);
                }
                if (channel.isActive()) {
                    channel.writeInbound(allocator.directBuffer(piece.length).writeBytes(piece));
                }
                hears();
            }
        }

        private void hears() {
            for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
                sent.writeBytes(bytes);
                bytes.release();
            }
            String text = sent.toString(StandardCharsets.ISO_8859_1);
            int begins = text.indexOf("n=,r=");
            if (begins >= 0) {
                nonce = text.substring(begins + 5, begins + 5 + NONCE.length).getBytes(StandardCharsets.ISO_8859_1);
            }
        }

        void ends(byte[] stream) {
            assertThat(done).as("how often the login was over").isBetween(0, 1);
            // A fuzzer sees what it is compared with, and then the server says it first.
            boolean known = indexOf(stream, PASSWORD.getBytes(StandardCharsets.US_ASCII)) >= 0;
            assertThat(!known && sent.toString(StandardCharsets.ISO_8859_1).contains(PASSWORD)).as("sent in clear").isFalse();
            boolean scram = false;
            for (ByteBuf bytes = sent.duplicate(); bytes.isReadable();) {
                byte type = bytes.readByte();
                ByteBuf body = bytes.readSlice(bytes.readInt() - 4);
                assertThat(type).isIn(FrontendType.PASSWORD, FrontendType.QUERY, FrontendType.TERMINATE);
                scram |= type == FrontendType.PASSWORD && body.toString(StandardCharsets.ISO_8859_1).startsWith("SCRAM-SHA-256");
            }
            if (done == 1) {
                assertThat(scram).as("SCRAM without the server's proof").isFalse();
                int accepted = indexOf(stream, BackendType.AUTHENTICATION, (byte) 0, (byte) 0, (byte) 0, (byte) 8, (byte) 0,
                        (byte) 0,
                        (byte) 0, (byte) 0);
                int ready = indexOf(stream, BackendType.READY_FOR_QUERY, (byte) 0, (byte) 0, (byte) 0, (byte) 5, (byte) 'I');
                assertThat(accepted).as("AuthenticationOk").isNotNegative();
                assertThat(ready).as("ReadyForQuery").isGreaterThan(-1);
            } else if (!channel.isActive()) {
                // The server never hangs up, so a failure without an answer of the server's would be a fault of the pooler's.
                LoginFailure failure = login.fail(LoginFailure.unreachable(HOST, "none noted"));
                assertThat(failure.reached()).as(failure.text()).isTrue();
                assertThat(!known && failure.text().contains(PASSWORD)).as("said in an error").isFalse();
            }
            channel.close();
            channel.finishAndReleaseAll();
            assertThat(allocator.metric().usedDirectMemory() + allocator.metric().usedHeapMemory()).as("bytes that leak")
                    .isZero();
        }
    }
}
