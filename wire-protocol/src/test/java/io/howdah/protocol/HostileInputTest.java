package io.howdah.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.auth.Credentials;
import io.howdah.protocol.auth.ScramClient;
import io.howdah.protocol.auth.ScramException;
import io.howdah.protocol.auth.ScramSecret;
import io.howdah.protocol.auth.ScramServer;
import io.howdah.protocol.backend.Authentication;
import io.howdah.protocol.backend.BackendKeyData;
import io.howdah.protocol.backend.CommandComplete;
import io.howdah.protocol.backend.DataRow;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.backend.NegotiateProtocolVersion;
import io.howdah.protocol.backend.ParameterStatus;
import io.howdah.protocol.backend.ReadyForQuery;
import io.howdah.protocol.backend.RowDescription;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.frontend.Bind;
import io.howdah.protocol.frontend.CancelRequest;
import io.howdah.protocol.frontend.Close;
import io.howdah.protocol.frontend.Describe;
import io.howdah.protocol.frontend.Execute;
import io.howdah.protocol.frontend.GSSENCRequest;
import io.howdah.protocol.frontend.Parse;
import io.howdah.protocol.frontend.PasswordMessage;
import io.howdah.protocol.frontend.Query;
import io.howdah.protocol.frontend.SASLInitialResponse;
import io.howdah.protocol.frontend.SSLRequest;
import io.howdah.protocol.frontend.StartupMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Any bytes of a peer before its login give a message, or one of two exceptions, and nothing else. */
class HostileInputTest {

    private static final int ROUNDS = 40_000;
    private static final long SEED = 20260729;

    private static final List<byte[]> SEEDS = List.of(Frames.startup("alice", "app", "options", "-c a=b"), Frames.sslRequest(),
            Frames.cancelRequest(1, new byte[] {1, 2, 3, 4}), Frames.password("secret"),
            Frames.saslInitialResponse("SCRAM-SHA-256", Frames.utf8("n,,n=,r=abc")), Frames.query("select 1"),
            Frames.parse("s", "select $1", 23), Frames.bind("p", "s", "1", null), Frames.describePortal("p"),
            Frames.execute("p", 1), Frames.authenticationSasl("SCRAM-SHA-256"), Frames.parameterStatus("a", "b"),
            Frames.backendKeyData(1, new byte[4]), Frames.negotiateProtocolVersion(196608, "_pq_.x"),
            Frames.error("FATAL", "28P01", "no"), Frames.rowDescription("a", "b"), Frames.dataRow("1", null));

    private static final List<Consumer<ByteBuf>> READERS = List.of(StartupMessage::read, SSLRequest::read, GSSENCRequest::read,
            CancelRequest::read, PasswordMessage::read, SASLInitialResponse::read, Query::read, Parse::read, Bind::read,
            Describe::read, Close::read, Execute::read, Authentication::read, ParameterStatus::read, BackendKeyData::read,
            NegotiateProtocolVersion::read, ErrorResponse::read, ReadyForQuery::read, CommandComplete::read, RowDescription::read,
            DataRow::read);

    @Test
    void messagesThrowProtocolViolationsOnly() {
        Random random = new Random(SEED);
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = mutate(random, SEEDS.get(random.nextInt(SEEDS.size())));
            ByteBuf body = Unpooled.wrappedBuffer(bytes);
            // Most often the matching reader at the right index, otherwise any.
            body.skipBytes(Math.min(bytes.length, 4 + random.nextInt(2)));
            try {
                READERS.get(random.nextInt(READERS.size())).accept(body);
                assertThat(body.isReadable()).isFalse();
            } catch (ProtocolViolationException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(ROUNDS / 4, ROUNDS);
    }

    @Test
    void theScannerThrowsProtocolViolationsOnly() {
        Random random = new Random(SEED);
        for (int round = 0; round < ROUNDS; round++) {
            FrameScanner scanner = new FrameScanner(1 << 20);
            ByteBuf in = Unpooled.wrappedBuffer(mutate(random, Frames.concat(SEEDS.get(random.nextInt(SEEDS.size())),
                    SEEDS.get(random.nextInt(SEEDS.size())))));
            try {
                scanner.start(in);
                int last = -1;
                while (scanner.next(in)) {
                    assertThat(scanner.frameIndex()).isGreaterThan(last);
                    last = scanner.frameIndex();
                    assertThat(scanner.position()).isBetween(last, in.writerIndex());
                }
            } catch (ProtocolViolationException e) {
                assertThat(e.state().code()).isEqualTo("08P01");
            }
        }
    }

    @Test
    void scramThrowsScramExceptionsOnly() {
        Random random = new Random(SEED);
        ScramSecret secret = ScramSecret.derive("pencil", new byte[16], 1);
        // With keys instead of a password an exchange takes no time.
        byte[] salted = ScramClient.saltedPassword("pencil", new byte[16], 1);
        Credentials.Keys keys = Credentials.Keys.ofSaltedPassword(salted);
        for (int round = 0; round < ROUNDS / 4; round++) {
            ScramServer server = new ScramServer(secret, false);
            ScramClient client = new ScramClient("", keys);
            int broken = random.nextInt(4);
            try {
                byte[] first = change(random, broken == 0, client.first());
                byte[] challenge = change(random, broken == 1, server.first(first));
                byte[] last = change(random, broken == 2, client.respond(challenge));
                client.finish(change(random, broken == 3, server.last(last)));
            } catch (ScramException e) {
                assertThat(e.sqlState()).hasSize(5);
            }
        }
    }

    @Test
    void noStringIsASecretByChance() {
        Random random = new Random(SEED);
        String stored = ScramSecret.derive("pencil", new byte[16], 1).encode();
        for (int round = 0; round < ROUNDS / 4; round++) {
            String text = new String(mutate(random, Frames.utf8(stored)), StandardCharsets.ISO_8859_1);
            ScramSecret.parse(text).ifPresent(secret -> assertThat(secret.iterations()).isPositive());
        }
    }

    private static byte[] change(Random random, boolean change, byte[] message) {
        return change ? mutate(random, message) : message;
    }

    private static byte[] mutate(Random random, byte[] original) {
        byte[] bytes = original.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(bytes.length + 1);
            switch (random.nextInt(6)) {
                case 0 -> bytes = Arrays.copyOf(bytes, at);
                case 1 -> bytes = Frames.concat(Arrays.copyOf(bytes, at), new byte[random.nextInt(5)],
                        Arrays.copyOfRange(bytes, at, bytes.length));
                case 2 ->
                    bytes = Frames.concat(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, Math.min(at + 1, bytes.length),
                            bytes.length));
                case 3 -> bytes = Frames.concat(bytes, Arrays.copyOf(bytes, at));
                default -> {
                    if (at < bytes.length) {
                        bytes[at] = (byte) (random.nextBoolean() ? random.nextInt()
                                : ",=;-\0\377pnrm".charAt(random.nextInt(10)));
                    }
                }
            }
        }
        return bytes;
    }
}
