package io.howdah.proxy.client.login;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.howdah.config.AuthType;
import io.howdah.config.PoolerConfig;
import io.howdah.protocol.BackendType;
import io.howdah.protocol.ProtocolViolationException;
import io.howdah.protocol.SqlState;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.fixtures.Pieces;
import io.howdah.protocol.frontend.CancelRequest;
import io.howdah.proxy.auth.AuthQuery;
import io.howdah.proxy.auth.Authenticators;
import io.howdah.proxy.auth.ClientAuthenticator;
import io.howdah.proxy.auth.ClientOrigin;
import io.howdah.proxy.auth.CredentialStore;
import io.howdah.proxy.auth.ldap.LdapBinds;
import io.howdah.proxy.auth.oauth.BearerTokens;
import io.howdah.proxy.ledger.Account;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.parameters.UnusableOptionsException;
import io.howdah.proxy.testing.TestConfig;
import io.howdah.proxy.tls.ClientTls;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;

/**
 * Clients that send anything before their login is over. Each is answered, waited for, or gone, with an error for the protocol it broke; none
 * is logged in without its password; no buffer stays.
 */
class ClientLoginFuzzTest {

    private static final String PASSWORD = "s3cret-of-u";

    private static final List<AuthType> TYPES = List.of(AuthType.TRUST, AuthType.PLAIN, AuthType.MD5, AuthType.SCRAM_SHA_256,
            AuthType.ANY);

    /** In the place of the pooler's nonce, which nobody knows before. */
    private static final byte[] NONCE = "%".repeat(24).getBytes(StandardCharsets.US_ASCII);

    private static final PoolerConfig CONFIG = TestConfig.of("users: {u: {password: " + PASSWORD + "}}",
            "databases: {db: {host: 127.0.0.1}}");
    private static final CredentialStore STORE = new CredentialStore(CONFIG);
    private static final Authenticators AUTHENTICATORS = new Authenticators(STORE, new AuthQuery(STORE),
            new BearerTokens(Runnable::run), new LdapBinds(), Runnable::run, database -> false);
    private static final ClientTls TLS = new ClientTls(Runnable::run);

    /** The first byte is the method of authentication. */
    @FuzzTest(maxDuration = "10m")
    void anyClient(byte[] input) {
        if (input.length < 1 + Pieces.HEAD) {
            return;
        }
        AuthType type = TYPES.get((input[0] & 0xff) % TYPES.size());
        byte[] sent = Arrays.copyOfRange(input, 1, input.length);
        Login login = new Login(type);
        login.sends(sent);
        login.ends();
        if (login.user != null && type != AuthType.ANY) {
            assertThat(login.user).isEqualTo("u");
            boolean proved = type == AuthType.TRUST
                    || type == AuthType.PLAIN && indexOf(sent, (PASSWORD + "\0").getBytes(StandardCharsets.US_ASCII)) >= 0;
            assertThat(proved).as("logged in by %s", type).isTrue();
        }
    }

    private static int indexOf(byte[] in, byte[] wanted) {
        for (int i = 0; i + wanted.length <= in.length; i++) {
            if (Arrays.equals(in, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        return -1;
    }

    /** One connection, and what a listener does for it. */
    private static final class Login implements LoginSteps {
        private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);
        private final Account account = new Account("logins", 1 << 20);
        private final AuthType type;
        private final EmbeddedChannel channel = new EmbeddedChannel();
        private final Loop loop = new Loop(0, channel.eventLoop());
        private final StartupPackets packets = new StartupPackets();
        private final ByteBuf told = Unpooled.buffer();
        private byte[] nonce;
        private String user;
        private boolean cancels;
        private boolean silent;
        private boolean known;

        Login(AuthType type) {
            this.type = type;
            channel.config().setAllocator(allocator);
            channel.pipeline().addLast("startup", new StartupHandler(this));
        }

        void sends(byte[] input) {
            byte[] stream = Pieces.stream(input);
            // The pieces are found once, and the nonce is put into each where it has come by then.
            for (byte[] piece : Pieces.of(input)) {
                hears();
                int at = nonce == null ? -1 : indexOf(piece, NONCE);
                if (at >= 0) {
                    System.arraycopy(nonce, 0, piece, at, nonce.length);
                }
                if (channel.isActive() && channel.config().isAutoRead()) {
                    channel.writeInbound(allocator.directBuffer(piece.length).writeBytes(piece));
                }
            }
            hears();
            // A fuzzer sees what it is compared with, and then the client says it first.
            known = indexOf(stream, PASSWORD.getBytes(StandardCharsets.US_ASCII)) >= 0;
            silent = contains(stream, 'X') || indexOf(stream, new byte[] {4, (byte) 0xd2, 22, 46}) >= 0;
        }

        private static boolean contains(byte[] stream, char wanted) {
            return indexOf(stream, new byte[] {(byte) wanted}) >= 0;
        }

        private void hears() {
            for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
                told.writeBytes(bytes);
                bytes.release();
            }
            String text = told.toString(StandardCharsets.ISO_8859_1);
            int salt = text.indexOf(",s=");
            if (salt >= NONCE.length) {
                nonce = text.substring(salt - NONCE.length, salt).getBytes(StandardCharsets.ISO_8859_1);
            }
        }

        void ends() {
            boolean open = channel.isActive();
            String last = lastTold();
            if (open && user == null) {
                assertThat(channel.config().isAutoRead()).as("waits for the client").isTrue();
                assertThat(last).as("an error is the end").isNotEqualTo("FATAL");
            } else if (user == null && !cancels && !silent) {
                assertThat(last).as("the client is told why").isEqualTo("FATAL");
            }
            assertThat(!known && told.toString(StandardCharsets.ISO_8859_1).contains(PASSWORD)).as("said in an error").isFalse();
            channel.close();
            channel.finishAndReleaseAll();
            assertThat(account.held()).isZero();
            assertThat(allocator.metric().usedDirectMemory() + allocator.metric().usedHeapMemory()).as("bytes that leak")
                    .isZero();
        }

        /** The kind of the last message; requires that all of them are messages of a login. */
        private String lastTold() {
            String last = "";
            ByteBuf bytes = told.duplicate();
            for (int i = 0; i < 2 && bytes.isReadable() && bytes.getByte(bytes.readerIndex()) == 'N'; i++) {
                bytes.skipBytes(1);
                last = "no encryption";
            }
            while (bytes.isReadable()) {
                byte kind = bytes.readByte();
                int length = bytes.readInt() - 4;
                ByteBuf body = bytes.readSlice(length);
                assertThat(kind).isIn(BackendType.AUTHENTICATION, BackendType.ERROR_RESPONSE,
                        BackendType.NEGOTIATE_PROTOCOL_VERSION);
                last = kind == BackendType.ERROR_RESPONSE ? ErrorResponse.read(body).severity() : BackendType.name(kind);
            }
            return last;
        }

        @Override
        public void begin() {
            // Nothing is counted here.
        }

        @Override
        public Loop loop() {
            return loop;
        }

        @Override
        public ClientTls tls() {
            return TLS;
        }

        @Override
        public LoginBytes bytes() {
            return new LoginBytes(channel, account);
        }

        @Override
        public ClientStartup read(ByteBuf packet) {
            return packets.read(packet);
        }

        @Override
        public void startup(ChannelHandlerContext context, ClientStartup startup) {
            LoginHandler login = new LoginHandler(this, startup, channel);
            login.begin(AUTHENTICATORS.of(type, CONFIG, ClientOrigin.of(channel),
                    new Authenticators.Wish(startup.database(), false, false, startup.user())));
            if (!context.isRemoved()) {
                LoginConnection.goesOn(channel, "login", login);
            }
        }

        @Override
        public void cancel(CancelRequest request) {
            assertThat(user).as("no cancel request of one who logs in").isNull();
            cancels = true;
            channel.close();
        }

        @Override
        public void closedBeforeLogin() {
            // As the pooler does.
        }

        @Override
        public void asks(ClientStartup startup, ClientAuthenticator authenticator) {
            assertThat(startup.user()).isNotEmpty();
        }

        @Override
        public void proofFailed() {
            // Only a listener counts.
        }

        @Override
        public void loggedIn(ClientStartup startup, String name) {
            assertThat(user).as("logged in once").isNull();
            user = name;
            channel.flush(); // A session's first words would do that.
            try {
                startup.settings();
            } catch (UnusableOptionsException refused) {
                LoginReplies.fail(channel, ErrorResponse.of("FATAL", SqlState.PROTOCOL_VIOLATION, refused.getMessage()));
                return;
            }
            LoginConnection.goesOn(channel, "session", new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(ChannelHandlerContext context, Object message) {
                    ((ByteBuf) message).release();
                }
            });
        }

        @Override
        public void failed(ChannelHandlerContext context, Throwable cause, Logger log) {
            if (!(cause instanceof ProtocolViolationException)) {
                throw new AssertionError("an internal error", cause);
            }
            LoginReplies.fail(channel, ErrorResponse.of("FATAL", SqlState.PROTOCOL_VIOLATION, cause.getMessage()));
        }
    }
}
