package io.howdah.proxy.parameters;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ParameterSetTest {

    @Test
    void namesAreComparedWithoutCaseAndKeepTheirSpelling() {
        ParameterSet set = ParameterSet.EMPTY.with("TimeZone", "UTC").with("DateStyle", "ISO, MDY");
        assertThat(set.get("timezone")).isEqualTo("UTC");
        assertThat(set.contains("DATESTYLE")).isTrue();
        assertThat(set.with("timezone", "UTC")).isSameAs(set);
        assertThat(set.withAll(Map.of("TIMEZONE", "Asia/Kolkata")).toString()).contains("TimeZone=Asia/Kolkata");
        assertThat(set.without("datestyle").contains("DateStyle")).isFalse();
        assertThat(set.without("nothing")).isSameAs(set);
        assertThat(set.get("nothing")).isNull();
    }

    @Test
    void setsOfOneContentMeetInOneObject() {
        ParameterSet a = ParameterSet.EMPTY.with("b", "2").with("a", "1");
        ParameterSet b = ParameterSet.EMPTY.with("A", "1").with("B", "2");
        assertThat(a).isNotSameAs(b);
        assertThat(a.sameAs(b)).isTrue();
        assertThat(a.older(b)).isSameAs(a);
        assertThat(b.older(a)).isSameAs(a);
        assertThat(a.sameAs(b.with("a", "x"))).isFalse();
        assertThat(a.sameAs(ParameterSet.EMPTY)).isFalse();
    }

    @Test
    void doesWhatAMapDoes() {
        Random random = new Random(11);
        TreeMap<String, String> model = new TreeMap<>();
        ParameterSet set = ParameterSet.EMPTY;
        for (int i = 0; i < 20_000; i++) {
            String name = "p" + random.nextInt(30);
            if (random.nextInt(3) == 0) {
                set = set.without(name.toUpperCase());
                model.remove(name);
            } else {
                set = set.with(name, "v" + random.nextInt(3));
                model.put(name, set.get(name));
            }
            assertThat(set.size()).isEqualTo(model.size());
        }
        TreeMap<String, String> seen = new TreeMap<>();
        set.forEach(seen::put);
        assertThat(seen).isEqualTo(model);
    }
}
