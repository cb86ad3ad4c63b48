package io.howdah.bench.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * A comparison as one page of HTML that needs nothing beside itself. The page holds the JSON of {@link ComparisonJson} and a
 * script, {@code comparison.js}, which draws the JSON with uPlot.
 */
public final class ComparisonHtml {

    /** Where the jar of uPlot has its files; {@code libraries.properties} has the version, which Maven writes there. */
    private static final String LIBRARY = "/META-INF/resources/webjars/uplot/" + Libraries.version("uplot") + "/dist/";

    private ComparisonHtml() {
    }

    public static String of(Comparison comparison) {
        Map<String, Object> figures = new LinkedHashMap<>();
        Arrays.stream(Figure.values()).forEach(figure -> figures.put(figure.name().toLowerCase(Locale.ROOT), Json.object("label",
                figure.label(), "unit", figure.unit(), "decimals", figure.decimals(), "more_is_better", figure.moreIsBetter())));
        String data = Json.text(Json.object("comparison", ComparisonJson.document(comparison), "figures", figures));
        return text("comparison.html")
                .replace("/*library-style*/", text(LIBRARY + "uPlot.min.css"))
                .replace("/*style*/", text("comparison.css"))
                .replace("/*library*/", text(LIBRARY + "uPlot.iife.min.js"))
                .replace("/*script*/", text("comparison.js"))
                // Last, so that nothing is put into the data. What is left of "<" cannot end the element that holds it.
                .replace("/*data*/", data.replace("<", "\\u003c"));
    }

    private static String text(String resource) {
        try (InputStream in = ComparisonHtml.class.getResourceAsStream(resource)) {
            return new String(Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
