package io.howdah.bench.load.wire;

import io.howdah.protocol.backend.ErrorResponse;
import io.netty.buffer.ByteBuf;

/** Told what a {@link ResponseScanner} met, in the order met. */
public interface ResponseListener {

    /** The end of an answer; {@code status} is I, T or E. */
    void ready(byte status);

    void error(ErrorResponse error);

    /**
     * A row, where rows were asked for.
     *
     * @param in valid during this call only
     * @param index of the row's first body byte
     */
    void row(ByteBuf in, int index, int length);
}
