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
 * Writes a comparison as one self-contained page of HTML. The page holds the JSON of {@link ComparisonJson} and a script,
 * {@code comparison.js}, which draws the JSON with uPlot.
 */
public final class ComparisonHtml {

    /** The folder of uPlot's files in its jar. Maven writes uPlot's version into {@code libraries.properties}. */
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
                // Replaced last, so that no other replacement changes the data. The escaped "<" cannot end the element around the
                // data.
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
