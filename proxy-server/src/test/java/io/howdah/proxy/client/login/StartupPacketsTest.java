package io.howdah.proxy.client.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.protocol.ProtocolVersion;
import io.howdah.protocol.ProtocolViolationException;
import io.howdah.protocol.frontend.StartupMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class StartupPacketsTest {

    private final StartupPackets packets = new StartupPackets();

    private static ByteBuf packet(int version, Map<String, String> parameters) {
        ByteBuf whole = Unpooled.buffer();
        new StartupMessage(version, parameters).write(whole);
        return whole.skipBytes(4);
    }

    private static ByteBuf packet(Map<String, String> parameters) {
        return packet(ProtocolVersion.V3_0, parameters);
    }

    @Test
    @DisplayName("The same packet gives what it gave before, also when the bytes it came in have been overwritten since")
    void remembers() {
        ByteBuf buffer = packet(Map.of("user", "u", "database", "d"));
        ClientStartup first = packets.read(buffer.duplicate());
        for (int i = 0; i < buffer.capacity(); i++) {
            buffer.setByte(i, 'x');
        }
        ClientStartup second = packets.read(packet(Map.of("user", "u", "database", "d")));
        assertThat(second).isSameAs(first);
        assertThat(second.user()).isEqualTo("u");
        assertThat(second.database()).isEqualTo("d");
    }

    @Test
    @DisplayName("Of a thousand different ones each is read as what it is, in any order, by every byte that differs")
    void tellsThemApart() {
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 1000; i++) {
                ClientStartup startup = packets.read(packet(Map.of("user", "user" + i, "database", "d" + i % 7)));
                assertThat(startup.user()).isEqualTo("user" + i);
                assertThat(startup.database()).isEqualTo("d" + i % 7);
            }
        }
        assertThat(packets.read(packet(ProtocolVersion.V3_0, Map.of("user", "u"))).takesLongKey()).isFalse();
        assertThat(packets.read(packet(ProtocolVersion.V3_2, Map.of("user", "u"))).takesLongKey()).isTrue();
    }

    @Test
    @DisplayName("Long packets are read too, and bad ones are bad each time")
    void longAndBad() {
        Map<String, String> many = new LinkedHashMap<>(Map.of("user", "u"));
        many.put("application_name", "a".repeat(2000));
        assertThat(packets.read(packet(many)).settings()).containsEntry("application_name", "a".repeat(2000));
        for (int i = 0; i < 2; i++) {
            ByteBuf cut = packet(Map.of("user", "u"));
            assertThatThrownBy(() -> packets.read(cut.slice(0, cut.readableBytes() - 1)))
                    .isInstanceOf(ProtocolViolationException.class);
        }
    }

    @Test
    @DisplayName("The database is the user's name where none is named, or an empty one")
    void database() {
        assertThat(packets.read(packet(Map.of("user", "u"))).database()).isEqualTo("u");
        assertThat(packets.read(packet(Map.of("user", "u", "database", ""))).database()).isEqualTo("u");
        assertThat(packets.read(packet(Map.of("database", "d"))).user()).isEmpty();
    }
}
