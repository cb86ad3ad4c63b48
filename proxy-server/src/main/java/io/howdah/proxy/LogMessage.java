package io.howdah.proxy;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.howdah.protocol.Printable;

/**
 * A message of the log, on one line whatever names and errors are in it: nobody writes lines of his own by them. What is meant to have
 * several lines is marked with {@link Logging#LINES}. Made by logback.
 */
public final class LogMessage extends ClassicConverter {

    @Override
    public String convert(ILoggingEvent event) {
        String message = String.valueOf(event.getFormattedMessage());
        boolean lines = event.getMarkerList() != null && event.getMarkerList().contains(Logging.LINES);
        return lines ? message : Printable.of(message);
    }
}
