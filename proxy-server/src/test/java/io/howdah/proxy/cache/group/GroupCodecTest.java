package io.howdah.proxy.cache.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class GroupCodecTest {

    private static final TableRef ITEM = new TableRef("shop", 16_384);

    private static final List<GroupMessage> ALL = List.of(
            new GroupMessage.Beat(1, "host/1", 5, 6,
                    List.of(new GroupMessage.Heard(2, 3, 4, 5, 6), new GroupMessage.Heard(3, -1, 1, -1, -1))),
            new GroupMessage.Cares(1, 7, true, List.of(ITEM, TableRef.anyOf("shop"))),
            new GroupMessage.Cares(1, 8, false, List.of()),
            new GroupMessage.Touch(1, 9, List.of(TableRef.CATALOGS, ITEM)),
            new GroupMessage.Touched(1, 2, 9),
            new GroupMessage.Order(1, "TABLE\0public\0item"),
            new GroupMessage.Bye(1));

    @Test
    @DisplayName("What is written is read")
    void readAgain() {
        for (GroupMessage message : ALL) {
            assertThat(GroupCodec.read(GroupCodec.write(message))).contains(message);
        }
    }

    @Test
    @DisplayName("A message that is cut off, too long or anything else is none")
    void garbage() {
        Random random = new Random(1);
        for (GroupMessage message : ALL) {
            byte[] bytes = GroupCodec.write(message);
            for (int i = 0; i < bytes.length; i++) {
                assertThat(GroupCodec.read(Arrays.copyOf(bytes, i))).isEmpty();
            }
            assertThat(GroupCodec.read(Arrays.copyOf(bytes, bytes.length + 1))).isEmpty();
            for (int i = 0; i < 1_000; i++) {
                byte[] other = bytes.clone();
                other[random.nextInt(other.length)] = (byte) random.nextInt();
                GroupCodec.read(other); // Another message, or none; never an exception.
            }
        }
    }
}
