package io.howdah.bench.report;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes JSON objects, whose members keep their order. */
public final class Json {

    /** A line for each value, and no blank before a colon, as most tools write JSON. */
    private static final DefaultPrettyPrinter LINES = new DefaultPrettyPrinter(Separators.createDefaultInstance()
            .withObjectFieldValueSpacing(Separators.Spacing.AFTER).withObjectEmptySeparator("").withArrayEmptySeparator(""))
            .withArrayIndenter(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE);

    private static final JSON WRITER = JSON.std.with(LINES)
            .with(JSON.Feature.PRETTY_PRINT_OUTPUT, JSON.Feature.WRITE_NULL_PROPERTIES);

    private Json() {
    }

    /**
     * An object.
     *
     * @param members name, value, name, value; a number that JSON cannot express (infinite, NaN) becomes null
     */
    public static Map<String, Object> object(@Nullable Object... members) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < members.length; i += 2) {
            boolean unsayable = members[i + 1] instanceof Double number && !Double.isFinite(number);
            object.put((String) members[i], unsayable ? null : members[i + 1]);
        }
        return object;
    }

    /** The value as indented JSON. */
    public static String text(Object value) {
        try {
            return WRITER.asString(value) + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
