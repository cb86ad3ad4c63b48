package io.howdah.protocol.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.howdah.protocol.ProtocolViolationException;
import io.howdah.protocol.SqlState;
import io.howdah.protocol.TransactionStatus;
import io.howdah.protocol.fixtures.Frames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BackendMessageTest {

    private static final byte[] KEY_32 = new byte[32];

    static Stream<Arguments> messages() {
        return Stream.of(
                row(new Authentication.Ok(), Authentication::read, Frames.authenticationOk()),
                row(new Authentication.CleartextPassword(), Authentication::read, Frames.authenticationCleartextPassword()),
                row(new Authentication.Md5Password(new byte[] {1, 2, 3, 4}), Authentication::read,
                        Frames.authenticationMd5Password(new byte[] {1, 2, 3, 4})),
                row(new Authentication.Sasl(List.of("SCRAM-SHA-256-PLUS", "SCRAM-SHA-256")), Authentication::read,
                        Frames.authenticationSasl("SCRAM-SHA-256-PLUS", "SCRAM-SHA-256")),
                row(new Authentication.SaslContinue(Frames.utf8("r=")), Authentication::read,
                        Frames.authenticationSaslContinue(Frames.utf8("r="))),
                row(new Authentication.SaslFinal(Frames.utf8("v=")), Authentication::read,
                        Frames.authenticationSaslFinal(Frames.utf8("v="))),
                row(new Authentication.Unsupported(7), Authentication::read, Frames.frame('R', Frames.int4(7))),
                row(new ParameterStatus("TimeZone", "Europe/Z\u00fcrich"), ParameterStatus::read,
                        Frames.parameterStatus("TimeZone", "Europe/Z\u00fcrich")),
                row(new ParameterStatus("application_name", ""), ParameterStatus::read,
                        Frames.parameterStatus("application_name", "")),
                row(new BackendKeyData(7, new byte[] {1, 2, 3, 4}), BackendKeyData::read,
                        Frames.backendKeyData(7, new byte[] {1, 2, 3, 4})),
                row(new BackendKeyData(7, KEY_32), BackendKeyData::read, Frames.backendKeyData(7, KEY_32)),
                row(new NegotiateProtocolVersion(196608, List.of("_pq_.a", "_pq_.b")), NegotiateProtocolVersion::read,
                        Frames.negotiateProtocolVersion(196608, "_pq_.a", "_pq_.b")),
                row(new NegotiateProtocolVersion(196610, List.of()), NegotiateProtocolVersion::read,
                        Frames.negotiateProtocolVersion(196610)),
                row(new ReadyForQuery(TransactionStatus.FAILED), ReadyForQuery::read, Frames.readyForQuery('E')),
                row(ErrorResponse.of("FATAL", SqlState.TOO_MANY_CONNECTIONS, "sorry"), ErrorResponse::read,
                        Frames.error("FATAL", "53300", "sorry")),
                row(NoticeResponse.of("WARNING", SqlState.WARNING, "careful"), NoticeResponse::read,
                        Frames.notice("WARNING", "01000", "careful")),
                row(new RowDescription(List.of(RowDescription.Column.text("a"), RowDescription.Column.text("b"))),
                        RowDescription::read, Frames.rowDescription("a", "b")),
                row(new RowDescription(List.of()), RowDescription::read, Frames.rowDescription()),
                row(DataRow.ofText("1", null, "", "\u00e9"), DataRow::read, Frames.dataRow("1", null, "", "\u00e9")),
                row(new DataRow(List.of()), DataRow::read, Frames.dataRow()),
                row(new CommandComplete("SELECT 1"), CommandComplete::read, Frames.commandComplete("SELECT 1")),
                row(ParseComplete.INSTANCE, ParseComplete::read, Frames.parseComplete()),
                row(BindComplete.INSTANCE, BindComplete::read, Frames.bindComplete()),
                row(CloseComplete.INSTANCE, CloseComplete::read, Frames.closeComplete()),
                row(NoData.INSTANCE, NoData::read, Frames.noData()),
                row(EmptyQueryResponse.INSTANCE, EmptyQueryResponse::read, Frames.emptyQueryResponse()),
                row(new ParameterDescription(23, 25), ParameterDescription::read, Frames.parameterDescription(23, 25)),
                row(new ParameterDescription(), ParameterDescription::read, Frames.parameterDescription()),
                row(PortalSuspended.INSTANCE, PortalSuspended::read, Frames.portalSuspended()));
    }

    private static byte[] bytes(BackendMessage message) {
        ByteBuf out = Unpooled.buffer();
        message.write(out);
        return ByteBufUtil.getBytes(out);
    }

    private static Arguments row(BackendMessage message, Function<ByteBuf, BackendMessage> read, byte[] frame) {
        return arguments(message, read, frame);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("messages")
    void readsAndWrites(BackendMessage message, Function<ByteBuf, BackendMessage> read, byte[] frame) {
        assertThat(Frames.of(message)).isEqualTo(frame);
        BackendMessage met = read.apply(Unpooled.wrappedBuffer(Arrays.copyOfRange(frame, 5, frame.length)));
        assertThat(met).isEqualTo(message).hasSameHashCodeAs(message);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("messages")
    void refusesABodyCutAnywhere(BackendMessage message, Function<ByteBuf, BackendMessage> read, byte[] frame) {
        for (int length = 0; length < frame.length - 5; length++) {
            byte[] cut = Arrays.copyOfRange(frame, 5, 5 + length);
            boolean stillOne = message instanceof BackendKeyData && length >= 8
                    || (message instanceof Authentication.SaslContinue || message instanceof Authentication.SaslFinal)
                            && length >= 4;
            if (stillOne) {
                read.apply(Unpooled.wrappedBuffer(cut));
            } else {
                assertThatThrownBy(() -> read.apply(Unpooled.wrappedBuffer(cut))).as("cut to %d", length)
                        .isInstanceOf(ProtocolViolationException.class);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("messages")
    void refusesGarbageAfterTheBody(BackendMessage message, Function<ByteBuf, BackendMessage> read, byte[] frame) {
        byte[] longer = Frames.concat(Arrays.copyOfRange(frame, 5, frame.length), new byte[] {1});
        boolean open = message instanceof BackendKeyData || message instanceof Authentication.SaslContinue
                || message instanceof Authentication.SaslFinal || message instanceof Authentication.Unsupported;
        if (open) {
            read.apply(Unpooled.wrappedBuffer(longer));
        } else {
            assertThatThrownBy(() -> read.apply(Unpooled.wrappedBuffer(longer))).isInstanceOf(ProtocolViolationException.class);
        }
    }

    @Test
    void everyErrorFieldMayBeMissing() {
        ErrorResponse bare = ErrorResponse.read(Unpooled.wrappedBuffer(new byte[1]));
        assertThat(bare.severity()).isNull();
        assertThat(bare.sqlState()).isNull();
        assertThat(bare.message()).isNull();
        assertThat(bare.detail()).isNull();
        assertThat(bare.hint()).isNull();
        assertThat(bare.routine()).isNull();
        assertThat(Frames.of(bare)).isEqualTo(Frames.frame('E', new byte[1]));
    }

    @Test
    void readsTheFieldsPostgresSendsAndPrefersTheUntranslatedSeverity() {
        byte[] body = Frames.concat(Frames.cstring("SFEHLER"), Frames.cstring("VERROR"), Frames.cstring("C42P01"),
                Frames.cstring("MRelation \u00bbx\u00ab existiert nicht"), Frames.cstring("P15"),
                Frames.cstring("Fparse_relation.c"), Frames.cstring("L1392"), Frames.cstring("RparserOpenTable"), new byte[1]);
        ErrorResponse error = ErrorResponse.read(Unpooled.wrappedBuffer(body));
        assertThat(error.severity()).isEqualTo("ERROR");
        assertThat(error.sqlState()).isEqualTo("42P01");
        assertThat(error.routine()).isEqualTo("parserOpenTable");
        assertThat(error.fields().fields().keySet()).containsExactly('S', 'V', 'C', 'M', 'P', 'F', 'L', 'R');
        assertThat(Frames.of(error)).isEqualTo(Frames.frame('E', body));
        byte[] old = Frames.concat(Frames.cstring("SFATAL"), new byte[1]);
        assertThat(ErrorResponse.read(Unpooled.wrappedBuffer(old)).severity()).isEqualTo("FATAL");
    }

    @Test
    void buildsErrors() {
        ErrorResponse error = ErrorResponse.of("ERROR", SqlState.SYNTAX_ERROR, "no").withHint("h").withDetail("d")
                .withPosition(3).withSeverity("FATAL");
        assertThat(error.position()).isEqualTo("3");
        assertThat(error.severity()).isEqualTo("FATAL");
        assertThat(error.fields().fields()).containsEntry('S', "FATAL").containsEntry('V', "FATAL");
        assertThat(error.hint()).isEqualTo("h");
        assertThat(error.detail()).isEqualTo("d");
        assertThat(ErrorResponse.read(Unpooled.wrappedBuffer(Arrays.copyOfRange(Frames.of(error), 5, Frames.of(error).length))))
                .isEqualTo(error);
        NoticeResponse notice = NoticeResponse.of("NOTICE", SqlState.WARNING, "m").withHint("h").withDetail("d")
                .withSeverity("WARNING");
        assertThat(notice.severity()).isEqualTo("WARNING");
        assertThat(notice.sqlState()).isEqualTo("01000");
        assertThat(notice.message()).isEqualTo("m");
    }

    @Test
    void skipsTheDataOfAnUnsupportedKind() {
        byte[] gssContinue = Frames.concat(Frames.int4(8), new byte[] {1, 2, 3});
        assertThat(Authentication.read(Unpooled.wrappedBuffer(gssContinue))).isEqualTo(new Authentication.Unsupported(8));
    }

    @Test
    void refusesLyingCounts() {
        byte[] options = Frames.concat(Frames.int4(196608), Frames.int4(Integer.MAX_VALUE));
        assertThatThrownBy(() -> NegotiateProtocolVersion.read(Unpooled.wrappedBuffer(options)))
                .isInstanceOf(ProtocolViolationException.class);
        byte[] columns = Frames.concat(Frames.int2(Short.MAX_VALUE), new byte[100]);
        assertThatThrownBy(() -> RowDescription.read(Unpooled.wrappedBuffer(columns)))
                .isInstanceOf(ProtocolViolationException.class);
        byte[] value = Frames.concat(Frames.int2(1), Frames.int4(-2));
        assertThatThrownBy(() -> DataRow.read(Unpooled.wrappedBuffer(value))).isInstanceOf(ProtocolViolationException.class);
        assertThatThrownBy(() -> new BackendKeyData(1, new byte[3])).isInstanceOf(ProtocolViolationException.class);
        assertThatThrownBy(() -> new BackendKeyData(1, new byte[257])).isInstanceOf(ProtocolViolationException.class);
    }

    @Test
    void nullLeavesAFieldOut() {
        ErrorResponse error = ErrorResponse.of("ERROR", SqlState.SYNTAX_ERROR, "no");
        assertThat(bytes(error.withHint("h").withHint(null))).isEqualTo(bytes(error));
        assertThat(bytes(error.withDetail(null).withDetailInLines(null))).isEqualTo(bytes(error));
        NoticeResponse notice = NoticeResponse.of("NOTICE", SqlState.SUCCESSFUL_COMPLETION, "so");
        assertThat(bytes(notice.withHint(null).withDetail(null))).isEqualTo(bytes(notice));
    }

    @Test
    void showsNoKeyAndNoData() {
        assertThat(new BackendKeyData(1, new byte[] {77, 77, 77, 77}).toString()).doesNotContain("77");
        assertThat(DataRow.ofText("private").toString()).doesNotContain("private");
        assertThat(DataRow.ofText("a", null).text(0)).isEqualTo("a");
        assertThat(DataRow.ofText("a", null).text(1)).isNull();
    }
}
