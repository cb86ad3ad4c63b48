package io.howdah.protocol.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.howdah.protocol.ProtocolVersion;
import io.howdah.protocol.ProtocolViolationException;
import io.howdah.protocol.fixtures.Frames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FrontendMessageTest {

    private static final byte[] LONG_SECRET = new byte[256];

    static Stream<Arguments> typed() {
        return Stream.of(
                row(new Query("select 1"), Query::read, Frames.query("select 1")),
                row(new Query(""), Query::read, Frames.query("")),
                row(new Parse("s1", "select $1, $2", new int[] {23, 0}), Parse::read, Frames.parse("s1", "select $1, $2", 23, 0)),
                row(new Parse("", "", new int[0]), Parse::read, Frames.parse("", "")),
                row(new Bind("p", "s", new byte[] {0, 0, 0, 0, 0, 0}), Bind::read, Frames.bind("p", "s")),
                row(new Describe((byte) 'S', "s1"), Describe::read, Frames.describeStatement("s1")),
                row(new Describe((byte) 'P', ""), Describe::read, Frames.describePortal("")),
                row(new Close((byte) 'S', "s1"), Close::read, Frames.closeStatement("s1")),
                row(new Close((byte) 'P', "p1"), Close::read, Frames.closePortal("p1")),
                row(new Execute("p1", 100), Execute::read, Frames.execute("p1", 100)),
                row(Sync.INSTANCE, Sync::read, Frames.sync()),
                row(Flush.INSTANCE, Flush::read, Frames.flush()),
                row(Terminate.INSTANCE, Terminate::read, Frames.terminate()),
                row(new CopyData(new byte[] {1, 0, 2}), CopyData::read, Frames.frame('d', new byte[] {1, 0, 2})),
                row(CopyDone.INSTANCE, CopyDone::read, Frames.copyDone()),
                row(new CopyFail("no more"), CopyFail::read, Frames.copyFail("no more")),
                row(new FunctionCall(new byte[] {0, 0, 3, 1}), FunctionCall::read, Frames.frame('F', new byte[] {0, 0, 3, 1})),
                row(new PasswordMessage("p\u00e4ss"), PasswordMessage::read, Frames.password("p\u00e4ss")),
                row(new SASLInitialResponse("SCRAM-SHA-256", new byte[] {'n', ',', ','}), SASLInitialResponse::read,
                        Frames.saslInitialResponse("SCRAM-SHA-256", new byte[] {'n', ',', ','})),
                row(new SASLInitialResponse("X", null), SASLInitialResponse::read, Frames.saslInitialResponse("X", null)),
                row(new SASLInitialResponse("X", new byte[0]), SASLInitialResponse::read,
                        Frames.saslInitialResponse("X", new byte[0])),
                row(new SASLResponse(new byte[] {'c', '='}), SASLResponse::read, Frames.saslResponse(new byte[] {'c', '='})));
    }

    static Stream<Arguments> untyped() {
        return Stream.of(
                row(new StartupMessage(ProtocolVersion.V3_0, Map.of()), StartupMessage::read,
                        Frames.untyped(Frames.int4(196608), new byte[1])),
                row(new StartupMessage(ProtocolVersion.V3_2, ordered("user", "u", "database", "d", "application_name", "")),
                        StartupMessage::read, Frames.startup(ProtocolVersion.V3_2, "u", "d", "application_name", "")),
                row(SSLRequest.INSTANCE, SSLRequest::read, Frames.sslRequest()),
                row(GSSENCRequest.INSTANCE, GSSENCRequest::read, Frames.gssencRequest()),
                row(new CancelRequest(42, new byte[] {1, 2, 3, 4}), CancelRequest::read,
                        Frames.cancelRequest(42, new byte[] {1, 2, 3, 4})),
                row(new CancelRequest(42, LONG_SECRET), CancelRequest::read, Frames.cancelRequest(42, LONG_SECRET)));
    }

    private static Arguments row(FrontendMessage message, Function<ByteBuf, FrontendMessage> read, byte[] frame) {
        return arguments(message, read, frame);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("typed")
    void readsAndWrites(FrontendMessage message, Function<ByteBuf, FrontendMessage> read, byte[] frame) {
        check(message, read, frame, 5);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("untyped")
    void readsAndWritesUntyped(FrontendMessage message, Function<ByteBuf, FrontendMessage> read, byte[] frame) {
        check(message, read, frame, 4);
    }

    private static void check(FrontendMessage message, Function<ByteBuf, FrontendMessage> read, byte[] frame, int header) {
        assertThat(Frames.of(message)).isEqualTo(frame);
        byte[] body = Arrays.copyOfRange(frame, header, frame.length);
        FrontendMessage met = read.apply(Unpooled.wrappedBuffer(body));
        assertThat(met).isEqualTo(message).hasSameHashCodeAs(message);
        assertThat(met.toString()).startsWith(message.getClass().getSimpleName());
    }

    /** A body without an end of its own may have any length. */
    private static boolean takesAnything(FrontendMessage message) {
        return message instanceof CopyData || message instanceof SASLResponse || message instanceof FunctionCall;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"typed", "untyped"})
    void refusesABodyCutAnywhere(FrontendMessage message, Function<ByteBuf, FrontendMessage> read, byte[] frame) {
        int header = untyped().anyMatch(row -> row.get()[0].equals(message)) ? 4 : 5;
        byte[] body = Arrays.copyOfRange(frame, header, frame.length);
        for (int length = 0; length < body.length && !takesAnything(message); length++) {
            byte[] cut = Arrays.copyOf(body, length);
            boolean stillOne = message instanceof Bind && length >= 4 || message instanceof CancelRequest && length >= 12;
            if (stillOne) {
                read.apply(Unpooled.wrappedBuffer(cut));
            } else {
                assertThatThrownBy(() -> read.apply(Unpooled.wrappedBuffer(cut))).as("cut to %d", length)
                        .isInstanceOf(ProtocolViolationException.class);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"typed", "untyped"})
    void refusesGarbageAfterTheBody(FrontendMessage message, Function<ByteBuf, FrontendMessage> read, byte[] frame) {
        int header = untyped().anyMatch(row -> row.get()[0].equals(message)) ? 4 : 5;
        byte[] longer = Frames.concat(Arrays.copyOfRange(frame, header, frame.length), new byte[] {1});
        boolean open = takesAnything(message) || message instanceof Bind
                || message instanceof CancelRequest cancel && cancel.secret().length < CancelRequest.MAX_SECRET;
        if (open) {
            assertThat(read.apply(Unpooled.wrappedBuffer(longer))).isNotEqualTo(message);
        } else {
            assertThatThrownBy(() -> read.apply(Unpooled.wrappedBuffer(longer))).isInstanceOf(ProtocolViolationException.class);
        }
    }

    @Test
    void keepsTheOrderOfStartupParametersAndTheLastOfTwo() {
        byte[] packet = Frames.concat(Frames.int4(196608), Frames.cstring("b"), Frames.cstring("1"), Frames.cstring("a"),
                Frames.cstring("2"), Frames.cstring("b"), Frames.cstring("3"), new byte[1]);
        StartupMessage message = StartupMessage.read(Unpooled.wrappedBuffer(packet));
        assertThat(message.parameters()).containsExactlyEntriesOf(ordered("b", "3", "a", "2"));
    }

    @Test
    void limitsTheStartupPacketAsPostgresDoes() {
        int room = StartupMessage.MAX_LENGTH - 4 - "user".length() - 1 - 1 - 1;
        byte[] largest = Frames.concat(Frames.int4(196608), Frames.cstring("user"), Frames.cstring("u".repeat(room)),
                new byte[1]);
        assertThat(largest).hasSize(StartupMessage.MAX_LENGTH);
        assertThat(StartupMessage.read(Unpooled.wrappedBuffer(largest)).parameters().get("user")).hasSize(room);
        byte[] larger = Frames.concat(Frames.int4(196608), Frames.cstring("user"), Frames.cstring("u".repeat(room + 1)),
                new byte[1]);
        assertThatThrownBy(() -> StartupMessage.read(Unpooled.wrappedBuffer(larger)))
                .isInstanceOf(ProtocolViolationException.class).hasMessageContaining("10001");
    }

    @Test
    void wantsTheStartupPacketsTerminatorAsItsLastByte() {
        byte[] without = Frames.concat(Frames.int4(196608), Frames.cstring("user"), Frames.cstring("u"));
        byte[] early = Frames.concat(Frames.int4(196608), Frames.cstring("user"), Frames.cstring("u"), new byte[1], new byte[1]);
        for (byte[] packet : new byte[][] {without, early}) {
            assertThatThrownBy(() -> StartupMessage.read(Unpooled.wrappedBuffer(packet)))
                    .isInstanceOf(ProtocolViolationException.class)
                    .hasMessage("invalid startup packet layout: expected terminator as last byte");
        }
    }

    @Test
    void keepsAStrayByteAfterACancelKey() {
        byte[] body = Frames.concat(Frames.int4(80877102), Frames.int4(7), new byte[] {1, 2, 3, 4, 0});
        assertThat(CancelRequest.read(Unpooled.wrappedBuffer(body)).secret()).containsExactly(1, 2, 3, 4, 0);
        for (int length : new int[] {0, 3, 257}) {
            byte[] bad = Frames.concat(Frames.int4(80877102), Frames.int4(7), new byte[length]);
            assertThatThrownBy(() -> CancelRequest.read(Unpooled.wrappedBuffer(bad)))
                    .isInstanceOf(ProtocolViolationException.class);
        }
    }

    @Test
    void takesLongPasswordsAndNoLonger() {
        String longest = "x".repeat(PasswordMessage.MAX_LENGTH - 1);
        assertThat(PasswordMessage.read(Unpooled.wrappedBuffer(Frames.cstring(longest))).password()).isEqualTo(longest);
        assertThatThrownBy(() -> PasswordMessage.read(Unpooled.wrappedBuffer(Frames.cstring(longest + "x"))))
                .isInstanceOf(ProtocolViolationException.class);
    }

    @Test
    void refusesLyingCountsAndKinds() {
        byte[] manyTypes = Frames.concat(Frames.cstring(""), Frames.cstring("select 1"), Frames.int2(2), Frames.int4(23));
        byte[] negative = Frames.concat(Frames.cstring(""), Frames.cstring("select 1"), Frames.int2(-1));
        assertThatThrownBy(() -> Parse.read(Unpooled.wrappedBuffer(manyTypes))).isInstanceOf(ProtocolViolationException.class);
        assertThatThrownBy(() -> Parse.read(Unpooled.wrappedBuffer(negative))).isInstanceOf(ProtocolViolationException.class);
        assertThatThrownBy(() -> Describe.read(Unpooled.wrappedBuffer(Frames.cstring("X"))))
                .isInstanceOf(ProtocolViolationException.class);
        assertThatThrownBy(() -> Close.read(Unpooled.wrappedBuffer(Frames.cstring("Xs"))))
                .isInstanceOf(ProtocolViolationException.class);
        byte[] tooLong = Frames.concat(Frames.cstring("M"), Frames.int4(Integer.MAX_VALUE), new byte[3]);
        byte[] below = Frames.concat(Frames.cstring("M"), Frames.int4(-2), new byte[3]);
        for (byte[] body : new byte[][] {tooLong, below}) {
            assertThatThrownBy(() -> SASLInitialResponse.read(Unpooled.wrappedBuffer(body)))
                    .isInstanceOf(ProtocolViolationException.class);
        }
    }

    @Test
    void showsNoSecret() {
        assertThat(new PasswordMessage("hush").toString()).doesNotContain("hush");
        assertThat(new CancelRequest(1, new byte[] {77, 77, 77, 77}).toString()).doesNotContain("77");
        assertThat(new SASLResponse(Frames.utf8("proof")).toString()).doesNotContain("proof");
    }

    private static Map<String, String> ordered(String... words) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < words.length; i += 2) {
            map.put(words[i], words[i + 1]);
        }
        return map;
    }
}
