package io.howdah.proxy.proxied;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.config.ProxyProtocol;
import io.howdah.protocol.ProtocolViolationException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers of both versions, whole and byte by byte, right and wrong. */
class ProxyHeaderTest {

    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

    /** As captured from HAProxy with {@code send-proxy-v2}. */
    private static final String OF_HAPROXY = SIGNATURE + "2111000c ac130001 ac130003 a652 0050";

    /** Two addresses and two ports of IPv4. */
    private static final String IPV4 = "c000020a c0000214 d903 1538";
    private static final String IPV6 = "20010db8000000000000000000000001 20010db8000000000000000000000002 ffff 0000";

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    private static byte[] text(String line) {
        return line.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A header of version 2 whose length is right. */
    private static byte[] binary(int command, int kind, String block) {
        byte[] bytes = hex(block);
        return hex(SIGNATURE + HexFormat.of().toHexDigits((byte) command) + HexFormat.of().toHexDigits((byte) kind)
                + HexFormat.of().toHexDigits((short) bytes.length) + HexFormat.of().formatHex(bytes));
    }

    private static ProxyHeader header(String source, int sourcePort, String destination, int destinationPort)
            throws UnknownHostException {
        return new ProxyHeader(true, new InetSocketAddress(InetAddress.getByName(source), sourcePort),
                new InetSocketAddress(InetAddress.getByName(destination), destinationPort));
    }

    /** Reads the header with something behind it, as it comes in one piece and in two pieces, split at every byte. */
    private static ProxyHeader read(byte[] header) {
        byte[] behind = {0, 0, 0, 8};
        ByteBuf whole = Unpooled.wrappedBuffer(header, behind);
        ProxyHeader read = ProxyHeader.read(whole);
        assertThat(ByteBufUtil.getBytes(whole)).as("what is left").isEqualTo(behind);
        for (int length = 0; length < header.length; length++) {
            ByteBuf part = Unpooled.wrappedBuffer(header, 0, length);
            assertThat(ProxyHeader.read(part)).as("after %s bytes", length).isNull();
            assertThat(part.readableBytes()).isEqualTo(length);
        }
        ByteBuf exact = Unpooled.wrappedBuffer(header);
        assertThat(ProxyHeader.read(exact)).isEqualTo(read);
        assertThat(exact.isReadable()).isFalse();
        return read;
    }

    private static void assertRefused(byte[] bytes, String reason) {
        assertThatThrownBy(() -> ProxyHeader.read(Unpooled.wrappedBuffer(bytes))).isInstanceOf(ProtocolViolationException.class)
                .hasMessageContaining(reason);
    }

    // ---- version 1

    @ParameterizedTest
    @CsvSource({
        "TCP4 192.168.0.1 192.168.0.11 56324 443,                       192.168.0.1,     56324, 192.168.0.11,    443",
        "TCP4 255.255.255.255 255.255.255.255 65535 65535,              255.255.255.255, 65535, 255.255.255.255, 65535",
        "TCP4 0.0.0.0 127.0.0.1 0 1,                                    0.0.0.0,         0,     127.0.0.1,       1",
        "TCP6 2001:db8::1 ::1 1000 5432,                                2001:db8::1,     1000,  ::1,             5432",
        "TCP6 FFFF:FFFF:FFFF:FFFF:FFFF:FFFF:FFFF:FFFF ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe 65535 65535, "
                + "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, 65535, ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe, 65535",
        "TCP6 ::ffff:192.0.2.1 ::ffff:192.0.2.2 1 2,                    192.0.2.1,       1,     192.0.2.2,       2"})
    @DisplayName("A line tells the addresses of both ends")
    void lines(String line, String source, int sourcePort, String destination, int destinationPort) throws Exception {
        assertThat(read(text("PROXY " + line + "\r\n"))).isEqualTo(header(source, sourcePort, destination, destinationPort));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PROXY UNKNOWN\r\n", "PROXY UNKNOWN a b c\r\n",
        "PROXY UNKNOWN ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n"})
    @DisplayName("Of a line for UNKNOWN nothing counts, up to 107 bytes")
    void unknown(String line) {
        assertThat(line.length()).isLessThanOrEqualTo(TextHeader.LONGEST);
        assertThat(read(text(line))).isEqualTo(ProxyHeader.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource(ignoreLeadingAndTrailingWhitespace = false, value = {
        "PROXY TCP4 1.2.3.4 1.2.3.5 1 2\\n,line that does not end",
        "PROXY UNKNOWN\\n,line that does not end",
        "PROXY \\r\\n,neither TCP4",
        "PROXY TCP5 1.2.3.4 1.2.3.5 1 2\\r\\n,neither TCP4",
        "PROXY tcp4 1.2.3.4 1.2.3.5 1 2\\r\\n,neither TCP4",
        "PROXY UDP4 1.2.3.4 1.2.3.5 1 2\\r\\n,neither TCP4",
        "PROXY UNKNOWNS\\r\\n,neither TCP4",
        "PROXY  TCP4 1.2.3.4 1.2.3.5 1 2\\r\\n,neither TCP4",
        "PROXY TCP4 1.2.3.4 1.2.3.5 1\\r\\n,two addresses and two ports",
        "PROXY TCP4 1.2.3.4 1.2.3.5 1 2 \\r\\n,two addresses and two ports",
        "PROXY TCP4 1.2.3.4 1.2.3.5 1 2 3\\r\\n,two addresses and two ports",
        "PROXY TCP4 1.2.3.4  1.2.3.5 1\\r\\n,wrong port",
        "PROXY TCP4 1.2.3 1.2.3.5 1 2\\r\\n,wrong address",
        "PROXY TCP4 1.2.3.256 1.2.3.5 1 2\\r\\n,wrong address",
        "PROXY TCP4 1.2.3.04 1.2.3.5 1 2\\r\\n,wrong address",
        "PROXY TCP4 1.2.3.4.5 1.2.3.5 1 2\\r\\n,wrong address",
        "PROXY TCP4 ::1 ::1 1 2\\r\\n,wrong address",
        "PROXY TCP4 localhost 1.2.3.5 1 2\\r\\n,wrong address",
        "PROXY TCP6 1.2.3.4 1.2.3.5 1 2\\r\\n,wrong address",
        "PROXY TCP6 :::1 ::1 1 2\\r\\n,wrong address",
        "PROXY TCP6 1::2::3 ::1 1 2\\r\\n,wrong address",
        "PROXY TCP6 12345::1 ::1 1 2\\r\\n,wrong address",
        "PROXY TCP6 fe80::1%1 ::1 1 2\\r\\n,wrong address",
        "PROXY TCP6 [::1] ::1 1 2\\r\\n,wrong address",
        "PROXY TCP4 1.2.3.4 1.2.3.5 65536 2\\r\\n,wrong port",
        "PROXY TCP4 1.2.3.4 1.2.3.5 1 02\\r\\n,wrong port",
        "PROXY TCP4 1.2.3.4 1.2.3.5 -1 2\\r\\n,wrong port",
        "PROXY TCP4 1.2.3.4 1.2.3.5 1 \\r\\n,wrong port",
        "PROXY TCP4 1.2.3.4 1.2.3.5 1 2\\r\\r\\n,wrong port",
        "PROXY TCP4 1.2.3.4 1.2.3.5 999999999999 2\\r\\n,wrong port",
        "PROXY\\tTCP4 1.2.3.4 1.2.3.5 1 2\\r\\n,no PROXY header",
        "proxy TCP4 1.2.3.4 1.2.3.5 1 2\\r\\n,no PROXY header",
        "PROXz,no PROXY header",
        "Q,no PROXY header",
        "GET / HTTP/1.1\\r\\n,no PROXY header"})
    @DisplayName("A line that is not exactly as it must be is refused")
    void wrongLines(String line, String reason) {
        assertRefused(text(line.replace("\\r", "\r").replace("\\n", "\n").replace("\\t", "\t")), reason);
    }

    @Test
    @DisplayName("A line without an end is refused at its 107th byte, and not before")
    void endlessLine() {
        byte[] line = text("PROXY UNKNOWN " + "x".repeat(200));
        assertThat(ProxyHeader.read(Unpooled.wrappedBuffer(line, 0, 106))).isNull();
        assertRefused(java.util.Arrays.copyOf(line, 107), "after 107 bytes");
        line[106] = '\r';
        line[107] = '\n';
        assertRefused(line, "after 107 bytes");
    }

    // ---- version 2

    @Test
    @DisplayName("A header that HAProxy has sent, and one for IPv6")
    void binaries() throws Exception {
        assertThat(read(hex(OF_HAPROXY))).isEqualTo(header("172.19.0.1", 42578, "172.19.0.3", 80));
        assertThat(read(binary(0x21, 0x21, IPV6))).isEqualTo(header("2001:db8::1", 65535, "2001:db8::2", 0));
        assertThat(read(binary(0x21, 0x21, "0".repeat(20) + "ffffc0000201" + "0".repeat(20) + "ffffc0000202 0001 0002")))
                .isEqualTo(header("192.0.2.1", 1, "192.0.2.2", 2));
    }

    @Test
    @DisplayName("A connection of the load balancer's own (LOCAL) keeps its address, whatever else the header says")
    void local() {
        for (int kind : new int[] {0x00, 0x11, 0x31, 0xff}) {
            assertThat(read(binary(0x20, kind, ""))).isEqualTo(ProxyHeader.LOCAL);
            assertThat(read(binary(0x20, kind, IPV4))).isEqualTo(ProxyHeader.LOCAL);
            assertThat(read(binary(0x20, kind, "ff"))).isEqualTo(ProxyHeader.LOCAL);
        }
    }

    @Test
    @DisplayName("Families and transports that say nothing about a TCP client: UNSPEC, AF_UNIX, datagrams")
    void unspecified() {
        for (int kind : new int[] {0x00, 0x01, 0x02, 0x10, 0x20, 0x30}) {
            assertThat(read(binary(0x21, kind, ""))).isEqualTo(ProxyHeader.UNKNOWN);
            assertThat(read(binary(0x21, kind, "ffff"))).isEqualTo(ProxyHeader.UNKNOWN);
        }
        String unix = "2f".repeat(216);
        assertThat(read(binary(0x21, 0x31, unix))).isEqualTo(ProxyHeader.UNKNOWN);
        assertThat(read(binary(0x21, 0x32, unix + "040001ff"))).isEqualTo(ProxyHeader.UNKNOWN);
        assertThat(read(binary(0x21, 0x12, IPV4))).isEqualTo(ProxyHeader.UNKNOWN);
        assertThat(read(binary(0x21, 0x22, IPV6))).isEqualTo(ProxyHeader.UNKNOWN);
    }

    @Test
    @DisplayName("Further fields are skipped: ALPN, host name, padding, a connection's id, TLS with fields of its own, unknown ones")
    void fields() throws Exception {
        String fields = "01 0002 6832" + "02 0003 612e62" + "04 0000" + "04 0005 0000000000" + "05 0004 01020304"
                + "20 000f 01 00000000 21 0007 544c5376312e33" + "30 0001 6e" + "ea 0001 07" + "ff 0000";
        assertThat(read(binary(0x21, 0x11, IPV4 + fields))).isEqualTo(header("192.0.2.10", 55555, "192.0.2.20", 5432));
    }

    @Test
    @DisplayName("A header may be longer than 216 and 536 bytes, up to 4096")
    void longHeaders() throws Exception {
        for (int total : new int[] {216, 217, 232, 536, 537, 1500, 4095, 4096}) {
            int padding = total - 16 - 12 - 3;
            byte[] header = binary(0x21, 0x11, IPV4 + "04" + HexFormat.of().toHexDigits((short) padding) + "00".repeat(padding));
            assertThat(header).hasSize(total);
            ByteBuf in = Unpooled.wrappedBuffer(header);
            assertThat(ProxyHeader.read(in)).isEqualTo(header("192.0.2.10", 55555, "192.0.2.20", 5432));
        }
        assertRefused(hex(SIGNATURE + "2111 0ff1"), "a PROXY header of 4097 bytes (expected: at most 4096)");
        assertRefused(hex(SIGNATURE + "2000 ffff"), "a PROXY header of 65551 bytes");
    }

    @Test
    @DisplayName("The checksum is that of the whole header with zeros in its place; a wrong bit anywhere is found")
    void checksum() throws Exception {
        byte[] header = hex(SIGNATURE + "21110018" + IPV4 + "040002 6162" + "030004 7bd718bb");
        assertThat(read(header)).isEqualTo(header("192.0.2.10", 55555, "192.0.2.20", 5432));
        for (int i = 16; i < header.length; i++) {
            byte[] damaged = header.clone();
            damaged[i] ^= 0x10;
            boolean isField = i == 28 || i == 33; // Then there is another field, and perhaps no checksum.
            if (!isField) {
                assertThatThrownBy(() -> ProxyHeader.read(Unpooled.wrappedBuffer(damaged)))
                        .isInstanceOf(ProtocolViolationException.class);
            }
        }
        byte[] wrong = header.clone();
        wrong[16]++;
        assertRefused(wrong, "wrong checksum");
        assertRefused(binary(0x21, 0x11, IPV4 + "030003 000000"), "checksum of 3 bytes");
    }

    @Test
    @DisplayName("Versions, commands, families and transports that the specification does not know are refused as soon as they are seen")
    void wrongBinaries() {
        for (int command : new int[] {0x22, 0x2f, 0x11, 0x10, 0x31, 0x01, 0xff}) {
            assertRefused(binary(command, 0x11, IPV4), "another version, or with an unknown command");
        }
        for (int kind : new int[] {0x41, 0xf1, 0x13, 0x1f, 0xff}) {
            assertRefused(binary(0x21, kind, IPV4), "unknown family or transport");
        }
        assertRefused(hex("0d0b"), "no PROXY header");
        assertRefused(hex("0d0a0d0a000d0a515549540b"), "no PROXY header");
    }

    @Test
    @DisplayName("Lengths that do not fit are refused: too short for the addresses, or a field that runs over the end")
    void wrongLengths() {
        assertRefused(binary(0x21, 0x11, IPV4.substring(0, IPV4.length() - 2)), "too short for its addresses");
        assertRefused(binary(0x21, 0x11, ""), "too short for its addresses");
        assertRefused(binary(0x21, 0x21, IPV4), "too short for its addresses");
        assertRefused(binary(0x21, 0x31, "00".repeat(215)), "too short for its addresses");
        for (String field : new String[] {"04", "0400", "040001", "040005 00000000", "04ffff", "040000 04", "030004 000000"}) {
            assertRefused(binary(0x21, 0x11, IPV4 + field), "ends within a field");
        }
    }

    @Test
    @DisplayName("Random bytes give a header, a refusal or a wish for more, and never another error")
    void garbage() {
        Random random = new Random(20261130);
        byte[][] right = {hex(OF_HAPROXY), binary(0x21, 0x11, IPV4 + "040002 6162"), text("PROXY TCP4 1.2.3.4 1.2.3.5 1 2\r\n"),
            text("PROXY TCP6 ::1 ::2 1 2\r\n")};
        for (int i = 0; i < 100_000; i++) {
            byte[] bytes = right[i % right.length].clone();
            for (int changes = random.nextInt(4); changes >= 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            ByteBuf in = Unpooled.wrappedBuffer(bytes, 0, random.nextInt(bytes.length + 1));
            try {
                int before = in.readableBytes();
                if (ProxyHeader.read(in) == null) {
                    assertThat(in.readableBytes()).isEqualTo(before);
                }
            } catch (ProtocolViolationException refused) {
                assertThat(refused.getMessage()).contains("PROXY");
            }
        }
    }

    // ---- writing

    private static byte[] written(ProxyProtocol protocol, ProxyHeader header, @Nullable ProxyHeader connection) {
        ByteBuf out = Unpooled.buffer();
        new Announcement(protocol, header).write(connection == null ? ProxyHeader.LOCAL : connection, out);
        return ByteBufUtil.getBytes(out);
    }

    @Test
    @DisplayName("Headers are written byte for byte as the specification shows them and as HAProxy sends them")
    void writes() throws Exception {
        assertThat(written(ProxyProtocol.V1, header("192.168.0.1", 56324, "192.168.0.11", 443), null))
                .isEqualTo(text("PROXY TCP4 192.168.0.1 192.168.0.11 56324 443\r\n"));
        assertThat(written(ProxyProtocol.V1, header("2001:db8::1", 1, "::1", 65535), null))
                .isEqualTo(text("PROXY TCP6 2001:db8::1 ::1 1 65535\r\n"));
        assertThat(written(ProxyProtocol.V2, header("172.19.0.1", 42578, "172.19.0.3", 80), null)).isEqualTo(hex(OF_HAPROXY));
        assertThat(written(ProxyProtocol.V2, header("2001:db8::1", 65535, "2001:db8::2", 0), null))
                .isEqualTo(hex(SIGNATURE + "21210024" + IPV6));
        assertThat(written(ProxyProtocol.OFF, header("192.0.2.1", 1, "192.0.2.2", 2), null)).isEmpty();
    }

    @Test
    @DisplayName("A connection for nobody: LOCAL in version 2; in version 1, which has no LOCAL, the connection's own ends")
    void writesLocal() throws Exception {
        ProxyHeader ends = header("10.0.0.1", 40000, "10.0.0.2", 5432);
        assertThat(written(ProxyProtocol.V2, ProxyHeader.LOCAL, ends)).isEqualTo(hex(SIGNATURE + "20000000"));
        assertThat(written(ProxyProtocol.V1, ProxyHeader.LOCAL, ends))
                .isEqualTo(text("PROXY TCP4 10.0.0.1 10.0.0.2 40000 5432\r\n"));
        assertThat(written(ProxyProtocol.V1, ProxyHeader.LOCAL, null)).isEqualTo(text("PROXY UNKNOWN\r\n"));
        assertThat(written(ProxyProtocol.V2, ProxyHeader.UNKNOWN, null)).isEqualTo(hex(SIGNATURE + "21000000"));
    }

    @Test
    @DisplayName("Addresses of two families are written as those of IPv6, and what is written can be read")
    void writesMixed() throws Exception {
        ProxyHeader mixed = header("192.0.2.1", 1, "2001:db8::2", 2);
        assertThat(written(ProxyProtocol.V1, mixed, null)).isEqualTo(text("PROXY TCP6 ::ffff:192.0.2.1 2001:db8::2 1 2\r\n"));
        for (ProxyHeader each : new ProxyHeader[] {mixed, header("2001:db8::2", 1, "192.0.2.1", 2),
            header("::", 0, "fe80::1", 65535), header("127.0.0.1", 9, "127.0.0.1", 10)}) {
            assertThat(read(written(ProxyProtocol.V1, each, null))).isEqualTo(each);
            assertThat(read(written(ProxyProtocol.V2, each, null))).isEqualTo(each);
        }
    }

    @Test
    @DisplayName("A header is made of two addresses of TCP; with another one nothing is told")
    void ofAddresses() {
        InetSocketAddress tcp = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
        assertThat(ProxyHeader.of(tcp, tcp)).isEqualTo(new ProxyHeader(true, tcp, tcp));
        assertThat(ProxyHeader.of(new DomainSocketAddress("/tmp/s"), tcp)).isEqualTo(ProxyHeader.LOCAL);
        assertThat(ProxyHeader.of(null, null)).isEqualTo(ProxyHeader.LOCAL);
        assertThat(ProxyHeader.of(InetSocketAddress.createUnresolved("h", 1), tcp)).isEqualTo(ProxyHeader.LOCAL);
    }

    @Test
    @DisplayName("A start-up packet never begins as a header does, and its length shows which of the two it is")
    void firstWord() {
        assertThat(ProxyHeader.beginsWith(Unpooled.wrappedBuffer(text("PROXY ")).getInt(0))).isTrue();
        assertThat(ProxyHeader.beginsWith(Unpooled.wrappedBuffer(hex(SIGNATURE)).getInt(0))).isTrue();
        assertThat(ProxyHeader.beginsWith(8)).isFalse();
    }
}
