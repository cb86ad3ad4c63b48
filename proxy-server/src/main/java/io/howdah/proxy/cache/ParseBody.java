package io.howdah.proxy.cache;

/** Makes the body of a Parse message behind the statement's name: text, NUL, number of types, types. */
@FunctionalInterface
public interface ParseBody {

    /** Makes the bytes, which the caller may keep. */
    byte[] body();
}
