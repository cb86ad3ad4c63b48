package io.howdah.proxy;

import ch.qos.logback.classic.pattern.RootCauseFirstThrowableProxyConverter;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import io.howdah.protocol.Printable;
import org.jspecify.annotations.Nullable;

/** The stack trace of a log message, with each exception's message on one line. Logback makes the object. */
public final class LogStackTrace extends RootCauseFirstThrowableProxyConverter {

    @Override
    protected String throwableProxyToString(IThrowableProxy problem) {
        return super.throwableProxyToString(new OnOneLine(problem));
    }

    private record OnOneLine(IThrowableProxy problem) implements IThrowableProxy {

        private static @Nullable IThrowableProxy of(@Nullable IThrowableProxy problem) {
            return problem == null ? null : new OnOneLine(problem);
        }

        @Override
        public @Nullable String getMessage() {
            return problem.getMessage() == null ? null : Printable.of(problem.getMessage());
        }

        @Override
        public String getClassName() {
            return problem.getClassName();
        }

        @Override
        public StackTraceElementProxy[] getStackTraceElementProxyArray() {
            return problem.getStackTraceElementProxyArray();
        }

        @Override
        public int getCommonFrames() {
            return problem.getCommonFrames();
        }

        @Override
        public @Nullable IThrowableProxy getCause() {
            return of(problem.getCause());
        }

        @Override
        public IThrowableProxy[] getSuppressed() {
            IThrowableProxy[] suppressed = problem.getSuppressed().clone();
            for (int i = 0; i < suppressed.length; i++) {
                suppressed[i] = of(suppressed[i]);
            }
            return suppressed;
        }

        @Override
        public boolean isCyclic() {
            return problem.isCyclic();
        }
    }
}
