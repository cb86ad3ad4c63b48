/**
 * What the bytes of PostgreSQL's frontend/backend protocol 3 mean: frames, their type bytes, text and the codes of errors.
 * Begin with {@link io.howdah.protocol.FrameScanner}; every other package may use this one, and it uses none of them.
 */
package io.howdah.protocol;
