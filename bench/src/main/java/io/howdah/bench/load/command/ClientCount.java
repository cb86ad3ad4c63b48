package io.howdah.bench.load.command;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads numbers of clients, in which {@code k} stands for thousands: 16, 1k, 10k. */
final class ClientCount implements ITypeConverter<Integer> {

    private static final int THOUSAND = 1000;
    /** Six digits are more than a load's clients need, and fewer than an int holds. */
    private static final String SHAPE = "[0-9]{1,6}k?";

    @Override
    public Integer convert(String value) {
        String text = value.strip();
        if (!text.matches(SHAPE)) {
            throw new TypeConversionException("'" + value + "' is no number of clients (expected: such as 16, 500 or 10k)");
        }
        return text.endsWith("k") ? Integer.parseInt(text.substring(0, text.length() - 1)) * THOUSAND : Integer.parseInt(text);
    }
}
