package io.howdah.protocol.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.protocol.ProtocolViolationException;
import io.howdah.protocol.fixtures.Frames;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BindParametersTest {

    private static final byte[] REST = Frames.concat(
            Frames.int2(1), Frames.int2(1),
            Frames.int2(3), Frames.int4(2), Frames.utf8("ab"), Frames.int4(-1), Frames.int4(0),
            Frames.int2(2), Frames.int2(0), Frames.int2(1));

    @Test
    void readsFormatsAndValues() {
        BindParameters parameters = BindParameters.of(new Bind("", "", REST));
        assertThat(parameters.parameterFormats()).isEqualTo(List.of((short) 1));
        assertThat(parameters.values()).hasSize(3);
        assertThat(parameters.values().get(0)).isEqualTo(Frames.utf8("ab"));
        assertThat(parameters.values().get(1)).isNull();
        assertThat(parameters.values().get(2)).isEmpty();
        assertThat(parameters.resultFormats()).isEqualTo(List.of((short) 0, (short) 1));
        assertThat(parameters.toString()).doesNotContain("ab");
    }

    @Test
    void refusesItCutAnywhereAndContinued() {
        for (int length = 0; length < REST.length; length++) {
            byte[] cut = Arrays.copyOf(REST, length);
            assertThatThrownBy(() -> BindParameters.of(new Bind("", "", cut))).as("cut to %d", length)
                    .isInstanceOf(ProtocolViolationException.class);
        }
        byte[] longer = Arrays.copyOf(REST, REST.length + 1);
        assertThatThrownBy(() -> BindParameters.of(new Bind("", "", longer))).isInstanceOf(ProtocolViolationException.class);
    }
}
