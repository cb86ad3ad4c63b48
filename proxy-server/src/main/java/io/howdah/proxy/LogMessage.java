package io.howdah.proxy;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.howdah.protocol.Printable;

/**
 * A log message on one line, whatever its names and errors contain, so that no client can forge a line of the log. The marker
 * {@link Logging#LINES} exempts a message. Logback makes the object.
 */
public final class LogMessage extends ClassicConverter {

    @Override
    public String convert(ILoggingEvent event) {
        String message = String.valueOf(event.getFormattedMessage());
        boolean lines = event.getMarkerList() != null && event.getMarkerList().contains(Logging.LINES);
        return lines ? message : Printable.of(message);
    }
}
