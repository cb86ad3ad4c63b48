package io.howdah.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tests the text of the page. {@link ComparisonPageTest} tests the page in a browser. */
class ComparisonHtmlTest {

    static final String HOSTILE = "<script>alert(\"x\")</script> & 'y' ]]> <!-- \u0000\u0007 é /*script*/";

    /** A comparison with hostile texts in every place. */
    static Comparison hostile() {
        Run failed = Run.failed("pgbouncer", 0, HOSTILE);
        Run fine = Comparisons.run("x<y", 0, 100, 1, 1, 1);
        Measured measured = new Measured(new Scenario("a<b>&\"c", "simple", 4, 0), List.of(failed, fine), List.of(HOSTILE));
        Header header = new Header(Comparisons.header("").date(), HOSTILE, Map.of("<", HOSTILE), Map.of(), Map.of("a", "<&>"));
        return new Comparison(header, List.of("pgbouncer", "x<y"), List.of(measured), List.of());
    }

    private static String data(String html) {
        String begin = "id=\"data\">";
        return html.substring(html.indexOf(begin) + begin.length(), html.indexOf("</script>", html.indexOf(begin)));
    }

    @Test
    void itHoldsTheSameJsonAsTheFile() throws IOException {
        for (Comparison comparison : List.of(Comparisons.everything(), hostile())) {
            Map<String, Object> data = JSON.std.mapFrom(data(ComparisonHtml.of(comparison)));
            assertThat(data.get("comparison")).isEqualTo(JSON.std.mapFrom(ComparisonJson.of(comparison)));
            assertThat(data.get("figures")).asString()
                    .contains("cpu={label=CPU per transaction, unit=µs, decimals=1, more_is_better=false}");
        }
    }

    @Test
    void noTextOfOthersIsMarkupOrATemplate() {
        String html = ComparisonHtml.of(hostile());
        assertThat(data(html)).doesNotContain("<").contains("\\u003cscript>", "/*script*/");
        assertThat(html.split("alert", -1)).as("only in the data").hasSize(data(html).split("alert", -1).length);
    }

    @Test
    void itNeedsNothingBesideItself() {
        String html = ComparisonHtml.of(Comparisons.whole());
        assertThat(html).startsWith("<!DOCTYPE html>").contains("var uPlot=", "prefers-color-scheme: dark", "@media print")
                .doesNotContain(" src=", "href=", "<link", "@import", "url(", "/*style*/", "/*library", "/*script*/", "/*data*/");
    }
}
