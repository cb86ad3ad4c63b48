/**
 * The bytes of PostgreSQL's frontend/backend protocol 3: frames, type bytes, text and error codes. Start at
 * {@link io.howdah.protocol.FrameScanner}. Every other package may use this package; it uses none of them.
 */
@NullMarked
package io.howdah.protocol;

import org.jspecify.annotations.NullMarked;
