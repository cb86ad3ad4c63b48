package io.howdah.proxy.cache.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class AnnouncementsTest {

    private static final SharedTable ITEM = new SharedTable(new TableRef("shop", 1));

    private final List<TableRef> touched = new ArrayList<>();
    private final Announcements announced = new Announcements();
    private final Kept kept = new Kept() {

        @Override
        public void touched(TableRef table) {
            assertThat(announced.cover(ITEM)).as("no answer is begun any more").isFalse();
            touched.add(table);
        }

        @Override
        public void missedWrites() {
            throw new AssertionError();
        }

        @Override
        public void order(String text) {
            throw new AssertionError();
        }
    };

    @Test
    @DisplayName("A table without answers is withdrawn, and an answer that is on its way is not kept; the next one has to wait again")
    void withdrawn() {
        ITEM.withdrawn();
        assertThat(announced.add(ITEM, 0)).isTrue();
        assertThat(announced.cover(ITEM)).isFalse();
        assertThat(announced.heardBy(announced.version())).isTrue();
        assertThat(announced.cover(ITEM)).isTrue();
        ITEM.keptUntil(50);
        assertThat(announced.withdraw(100, 150, kept)).isFalse();
        assertThat(announced.withdraw(100, 151, kept)).isTrue();
        assertThat(touched).containsExactly(ITEM.ref());
        assertThat(announced.names()).isEmpty();
        assertThat(announced.add(ITEM, 200)).isTrue();
        assertThat(announced.cover(ITEM)).as("the announcement has not been heard").isFalse();
    }
}
