package io.howdah.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.protocol.backend.BindComplete;
import io.howdah.protocol.backend.CloseComplete;
import io.howdah.protocol.backend.EmptyQueryResponse;
import io.howdah.protocol.backend.NoData;
import io.howdah.protocol.backend.ParseComplete;
import io.howdah.protocol.backend.PortalSuspended;
import io.howdah.protocol.fixtures.Frames;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CodesTest {

    @Test
    void namesEveryTypeAsTheManualDoes() throws Exception {
        assertThat(FrontendType.name(FrontendType.FUNCTION_CALL)).isEqualTo("FunctionCall");
        assertThat(BackendType.name(BackendType.READY_FOR_QUERY)).isEqualTo("ReadyForQuery");
        assertThat(constants(FrontendType.class)).hasSize(14);
        assertThat(constants(BackendType.class)).hasSize(24);
        for (int type = Byte.MIN_VALUE; type <= Byte.MAX_VALUE; type++) {
            assertThat(FrontendType.isKnown((byte) type)).isEqualTo(constants(FrontendType.class).contains((byte) type));
            assertThat(BackendType.isKnown((byte) type)).isEqualTo(constants(BackendType.class).contains((byte) type));
        }
        assertThat(FrontendType.name((byte) '!')).isEqualTo("unknown frontend message '!'");
        assertThat(BackendType.name((byte) 0x80)).isEqualTo("unknown backend message 0x80");
    }

    @Test
    void bareMessagesHaveNoBody() {
        assertThat(Stream.of(ParseComplete.INSTANCE, BindComplete.INSTANCE, CloseComplete.INSTANCE, NoData.INSTANCE,
                EmptyQueryResponse.INSTANCE, PortalSuspended.INSTANCE).map(Frames::of)).allSatisfy(frame -> {
                    assertThat(frame).hasSize(5);
                    assertThat(BackendType.isBare(frame[0])).isTrue();
                });
        assertThat(BackendType.isBare(BackendType.COPY_DONE)).isTrue();
        assertThat(BackendType.isBare(BackendType.COMMAND_COMPLETE)).isFalse();
        assertThat(BackendType.isBare((byte) '!')).isFalse();
    }

    private static Set<Byte> constants(Class<?> types) throws IllegalAccessException {
        Set<Byte> values = new HashSet<>();
        for (Field field : types.getFields()) {
            assertThat(values.add(field.getByte(null))).as("%s is there twice", field.getName()).isTrue();
        }
        return values;
    }

    @Test
    void knowsTheThreeTransactionStatuses() {
        for (TransactionStatus status : TransactionStatus.values()) {
            assertThat(TransactionStatus.of(status.code())).isSameAs(status);
        }
        assertThat(TransactionStatus.of((byte) 'T')).isSameAs(TransactionStatus.IN_TRANSACTION);
        assertThatThrownBy(() -> TransactionStatus.of((byte) 'X')).isInstanceOf(ProtocolViolationException.class)
                .hasMessageContaining("'X'");
    }

    @Test
    void splitsVersions() {
        assertThat(ProtocolVersion.major(ProtocolVersion.V3_2)).isEqualTo(3);
        assertThat(ProtocolVersion.minor(ProtocolVersion.V3_2)).isEqualTo(2);
        assertThat(ProtocolVersion.toString(ProtocolVersion.V3_0)).isEqualTo("3.0");
        assertThat(ProtocolVersion.toString(RequestCode.CANCEL)).isEqualTo("1234.5678");
        assertThat(ProtocolVersion.toString(RequestCode.SSL)).isEqualTo("1234.5679");
        assertThat(ProtocolVersion.toString(RequestCode.GSSENC)).isEqualTo("1234.5680");
        assertThat(ProtocolVersion.major(-1)).isEqualTo(65535);
    }

    @Test
    void everySqlStateIsFiveCharactersAndThereOnce() {
        assertThat(Arrays.stream(SqlState.values()).map(SqlState::code)).doesNotHaveDuplicates()
                .allMatch(code -> code.matches("[0-9A-Z]{5}"));
        assertThat(SqlState.TOO_MANY_CONNECTIONS.code()).isEqualTo("53300");
    }
}
