package io.howdah.proxy.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CacheHintsTest {

    private static String read(String sql, boolean escapes) {
        CacheHints hints = CacheHints.of(sql, escapes);
        return (hints.off() ? "off " : "") + hints.ttl().map(ttl -> ttl.toMillis() + " ms ").orElse("")
                + hints.tags().stream().collect(Collectors.joining(","))
                + (hints.problem().isEmpty() ? "" : "! " + hints.problem());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '~', quoteCharacter = '`', value = {
        "SELECT 1 ~ ``",
        "SELECT 1 /* cache:off */ ~ `off `",
        "/*cache:off*/ SELECT 1 ~ `off `",
        "/* CACHE:OFF */ SELECT 1 ~ `off `",
        "SELECT 1 -- cache:off ~ `off `",
        "SELECT /* cache:ttl=60 */ 1 ~ `60000 ms `",
        "SELECT 1 /* cache:ttl=500ms */ ~ `500 ms `",
        "SELECT 1 /* cache:ttl=2m */ ~ `120000 ms `",
        "SELECT 1 /* cache:ttl=2min */ ~ `120000 ms `",
        "SELECT 1 /* cache:ttl=1h */ ~ `3600000 ms `",
        "SELECT 1 /* cache:ttl=1d */ ~ `86400000 ms `",
        "SELECT 1 /* cache:ttl=0 */ ~ `off 0 ms `",
        "SELECT 1 /* cache:ttl=60 tags=a,b */ ~ `60000 ms a,b`",
        "SELECT 1 /* cache: tags=a,b,a   ttl=5 */ ~ `5000 ms a,b`",
        "SELECT 1 /* cache:ttl=9 */ /* cache:ttl=5 tags=x */ /* cache:ttl=7 tags=y */ ~ `5000 ms x,y`",
        "SELECT 1 /* cache:off tags=a */ ~ `off `",
        "SELECT 1 /*traceparent='00-ab',cache:off*/ ~ ``",
        "SELECT 1 /* see the cache: off */ ~ ``",
        // What stands in a string or a name says nothing: it may come from anybody.
        "SELECT '/* cache:off */' ~ ``",
        "SELECT '-- cache:off' ~ ``",
        "SELECT \"/* cache:off */\" ~ ``",
        "SELECT $$/* cache:off */$$ ~ ``",
        "SELECT $x$/* cache:off */$x$ ~ ``",
        "SELECT E'\\'/* cache:off */' ~ ``",
        "SELECT '''/* cache:off */' ~ ``",
        "SELECT 'a'/* cache:off */ ~ `off `",
        "SELECT 'a\\' /* cache:off */ ~ `off `",
        // PostgreSQL sees one comment here, but somebody has written the hint.
        "SELECT 1 /* was: /* cache:off */ */ ~ `off `",
        "SELECT cache:off ~ ``",
        // The comment does not end, so PostgreSQL refuses the text.
        "SELECT 1 /* cache:off ~ `off `",
        // What cannot be read keeps the answer out.
        "SELECT 1 /* cache: */ ~ `off ! the hint says nothing`",
        "SELECT 1 /* cache:ttl=soon */ ~ `off ! ttl=\"soon\" is no time`",
        "SELECT 1 /* cache:ttl=1.5 */ ~ `off ! ttl=\"1.5\" is no time`",
        "SELECT 1 /* cache:ttl=-1 */ ~ `off ! ttl=\"-1\" is no time`",
        "SELECT 1 /* cache:ttl=99999999999 */ ~ `off ! ttl=\"99999999999\" is no time`",
        "SELECT 1 /* cache:on */ ~ `off ! there is no hint \"on\"`",
        "SELECT 1 /* cache:ttl=5, tags=a */ ~ `off ! ttl=\"5,\" is no time`",
        "SELECT 1 /* cache:tags=a;b */ ~ `off ! \"a;b\" is no tag`",
        "SELECT 1 /* cache:tags= */ ~ `off ! \"\" is no tag`",
        "SELECT 1 /* cache:tags=a,,b */ ~ `off ! \"\" is no tag`",
        "SELECT 1 /* cache:tags=a,b,c,d,e,f */ ~ `off ! there are more than 5 tags`",
    })
    void reads(String sql, String expected) {
        assertThat(read(sql, false)).isEqualTo(expected);
    }

    @Test
    @DisplayName("Where a backslash escapes, a quote behind one does not end the string")
    void escapes() {
        assertThat(read("SELECT 'a\\' /* cache:off */ '", true)).isEmpty();
        assertThat(read("SELECT 'a\\' /* cache:off */ ''", false)).isEqualTo("off ");
    }

    @Test
    @DisplayName("A tag has 64 characters at most, and a problem tells nothing that could not be printed")
    void bounds() {
        assertThat(CacheHints.of("SELECT 1 /* cache:tags=" + "x".repeat(64) + " */", false).tags()).hasSize(1);
        CacheHints longer = CacheHints.of("SELECT 1 /* cache:tags=" + "x".repeat(65) + " */", false);
        assertThat(longer.off()).isTrue();
        assertThat(longer.problem()).hasSizeLessThan(100);
        assertThat(CacheHints.of("SELECT 1 /* cache:a\u0007\u00e4 */", false).problem()).isEqualTo("there is no hint \"a??\"");
    }

    @Test
    @DisplayName("A long text without a hint, and a hostile one, take little time")
    void hostile() {
        assertThat(CacheHints.of(":".repeat(1_000_000), false)).isEqualTo(CacheHints.NONE);
        assertThat(CacheHints.of("cache:".repeat(100_000), false)).isEqualTo(CacheHints.NONE);
        assertThat(CacheHints.of("/* cache:".repeat(10_000) + "*/".repeat(10_000), false).off()).isTrue();
        assertThat(CacheHints.of("/*" + " ".repeat(100_000) + "cache:" + " ".repeat(100_000) + "*/", false).off()).isTrue();
        assertThat(CacheHints.of("SELECT 1" + "/* */".repeat(50_000) + "/* cache:off */", false).off()).isTrue();
        assertThat(CacheHints.of("SELECT 1 /* cache:x */" + "/*".repeat(100_000), false)).isNotNull();
    }
}
