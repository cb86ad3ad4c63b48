package io.howdah.bench.load.wire;

import io.howdah.protocol.backend.ErrorResponse;
import io.netty.buffer.ByteBuf;

/** Gets the messages that a {@link ResponseScanner} found, in their order. */
public interface ResponseListener {

    /** The end of an answer; {@code status} is I, T or E. */
    void ready(byte status);

    void error(ErrorResponse error);

    /**
     * A row, if the scanner was made for rows.
     *
     * @param in valid during this call only
     * @param index index of the row's first body byte
     */
    void row(ByteBuf in, int index, int length);
}
