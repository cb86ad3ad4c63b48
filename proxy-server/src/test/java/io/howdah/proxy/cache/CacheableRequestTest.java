package io.howdah.proxy.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.fixtures.Frames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CacheableRequestTest {

    private final CacheableRequest request = new CacheableRequest();

    private static byte[] bind(String portal, String statement, String... values) {
        ByteBuf body = Unpooled.buffer();
        text(body, portal);
        text(body, statement);
        body.writeShort(0).writeShort(values.length);
        for (String value : values) {
            byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
            body.writeInt(bytes.length).writeBytes(bytes);
        }
        body.writeShort(0);
        return message('B', body);
    }

    private static void text(ByteBuf to, String text) {
        to.writeBytes(text.getBytes(StandardCharsets.UTF_8)).writeByte(0);
    }

    private static byte[] message(char type, ByteBuf body) {
        ByteBuf out = Unpooled.buffer().writeByte(type).writeInt(4 + body.readableBytes()).writeBytes(body);
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        return bytes;
    }

    private static byte[] parse(String name, String sql, int... types) {
        ByteBuf body = Unpooled.buffer();
        text(body, name);
        text(body, sql);
        body.writeShort(types.length);
        for (int type : types) {
            body.writeInt(type);
        }
        return message('P', body);
    }

    private static byte[] describe(char kind, String name) {
        ByteBuf body = Unpooled.buffer().writeByte(kind);
        text(body, name);
        return message('D', body);
    }

    private static byte[] execute(String portal, int most) {
        ByteBuf body = Unpooled.buffer();
        text(body, portal);
        return message('E', body.writeInt(most));
    }

    private static final byte[] SYNC = message('S', Unpooled.buffer());

    private CacheableRequest.Kind read(byte[]... messages) {
        // The request may lie anywhere in the buffer.
        ByteBuf in = Unpooled
                .wrappedBuffer(Frames.concat(Frames.concat("junk".getBytes(StandardCharsets.UTF_8)), Frames.concat(messages)));
        in.skipBytes(4);
        return request.read(in);
    }

    @Test
    void query() {
        byte[] query = Frames.query("SELECT 1");
        assertThat(read(query, Frames.query("next"))).isEqualTo(CacheableRequest.Kind.QUERY);
        assertThat(request.text()).isEqualTo("SELECT 1");
        assertThat(request.isDescribed()).isTrue();
        assertThat(request.end()).isEqualTo(4 + query.length);
    }

    @Test
    void unnamed() {
        byte[] all = Frames.concat(parse("", "SELECT $1", 23), bind("", "", "5"), describe('P', ""), execute("", 0), SYNC);
        assertThat(read(all, SYNC)).isEqualTo(CacheableRequest.Kind.UNNAMED);
        assertThat(request.text()).isEqualTo("SELECT $1");
        assertThat(request.isDescribed()).isTrue();
        assertThat(request.end()).isEqualTo(4 + all.length);
        assertThat(request.parseTo()).isEqualTo(4 + parse("", "SELECT $1", 23).length);
        assertThat(read(parse("", "SELECT $1", 23), bind("", "", "5"), execute("", 0), SYNC))
                .isEqualTo(CacheableRequest.Kind.UNNAMED);
        assertThat(request.isDescribed()).isFalse();
    }

    @Test
    void named() {
        assertThat(read(bind("", "s1", "5"), execute("", 0), SYNC)).isEqualTo(CacheableRequest.Kind.NAMED);
        assertThat(request.nameTo() - request.nameFrom()).isEqualTo(2);
        assertThat(request.isDescribed()).isFalse();
        assertThat(read(bind("", "s1", "5"), describe('P', ""), execute("", 0), SYNC)).isEqualTo(CacheableRequest.Kind.NAMED);
        assertThat(request.isDescribed()).isTrue();
    }

    static Stream<List<byte[]>> others() {
        byte[] bound = bind("", "s", "5");
        byte[] execute = execute("", 0);
        byte[] parse = parse("", "SELECT 1");
        return Stream.of(List.of(SYNC), List.of(parse), List.of(parse, SYNC),
                List.of(parse("s", "SELECT 1"), bound, execute, SYNC),
                List.of(bind("", ""), execute, SYNC), List.of(parse, bound, execute, SYNC),
                List.of(bind("c", "s"), execute("c", 0), SYNC),
                List.of(bound, execute("c", 0), SYNC), List.of(bound, execute("", 10), SYNC), List.of(bound, execute),
                List.of(bound, execute, message('H', Unpooled.buffer()), SYNC), List.of(bound, execute, bound, execute, SYNC),
                List.of(bound, describe('S', "s"), execute, SYNC), List.of(bound, describe('P', "c"), execute, SYNC),
                List.of(bound, describe('P', ""), describe('P', ""), execute, SYNC),
                List.of(describe('P', ""), bound, execute, SYNC),
                List.of(bound, execute, message('S', Unpooled.buffer().writeByte(0))), List.of(bound, SYNC),
                List.of(message('Q', Unpooled.wrappedBuffer("SELECT 1".getBytes(StandardCharsets.UTF_8)))),
                List.of(message('Q', Unpooled.wrappedBuffer("SELECT 1\0more".getBytes(StandardCharsets.UTF_8)))),
                List.of(message('P', Unpooled.wrappedBuffer(new byte[] {0, 'x', 0, 0, 2, 0, 0, 0, 23})), bind("", ""), execute,
                        SYNC),
                List.of(message('B', Unpooled.wrappedBuffer(new byte[] {0, 's'})), execute, SYNC),
                List.of(new byte[] {'Q', 0, 0, 0, 3, 0}),
                List.of(new byte[] {'Q', (byte) 0xff, 0, 0, 9, 0}), List.of(Frames.query("x".repeat(70_000))),
                List.of(parse("", "x".repeat(40_000)), bind("", "", "y".repeat(40_000)), execute, SYNC));
    }

    @ParameterizedTest
    @MethodSource("others")
    @DisplayName("Every other request is none whose answer is cached")
    void other(List<byte[]> messages) {
        assertThat(read(messages.toArray(byte[][]::new))).isNull();
    }

    @Test
    @DisplayName("A request that is not whole in the buffer is none, wherever it is cut")
    void cut() {
        for (byte[] all : List.of(Frames.query("SELECT 1"),
                Frames.concat(parse("", "SELECT $1", 23), bind("", "", "5"), describe('P', ""), execute("", 0), SYNC))) {
            for (int length = 0; length < all.length; length++) {
                assertThat(request.read(Unpooled.wrappedBuffer(all, 0, length))).isNull();
            }
            assertThat(request.read(Unpooled.wrappedBuffer(all))).isNotNull();
        }
    }

    @Test
    @DisplayName("Values in text format are found, and a Bind that cannot be read counts as one that has any value")
    void values() {
        read(bind("", "s", "abc", "today"), execute("", 0), SYNC);
        assertThat(request.anyTextValue("today"::equals)).isTrue();
        assertThat(request.anyTextValue("tomorrow"::equals)).isFalse();
        ByteBuf binary = Unpooled.buffer();
        text(binary, "");
        text(binary, "s");
        binary.writeShort(2).writeShort(1).writeShort(0).writeShort(3).writeInt(1).writeByte('x').writeInt(1).writeByte('y')
                .writeInt(-1)
                .writeShort(0);
        read(message('B', binary), execute("", 0), SYNC);
        assertThat(request.anyTextValue("x"::equals)).isFalse();
        assertThat(request.anyTextValue("y"::equals)).isTrue();
        assertThat(request.anyTextValue("z"::equals)).isFalse();
        for (byte[] broken : List.of(new byte[] {0, 's', 0}, new byte[] {0, 's', 0, 0, 9, 0},
                new byte[] {0, 's', 0, 0, 0, 0, 1, 0, 0},
                new byte[] {0, 's', 0, 0, 0, 0, 1, 0, 0, 0, 9, 'x'})) {
            assertThat(read(message('B', Unpooled.wrappedBuffer(broken)), execute("", 0), SYNC))
                    .isEqualTo(CacheableRequest.Kind.NAMED);
            assertThat(request.anyTextValue(value -> false)).isTrue();
        }
    }
}
