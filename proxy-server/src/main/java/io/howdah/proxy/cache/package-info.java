/**
 * The result cache: answers of read-only statements, kept in memory, and the record of writes that tells when an answer must no
 * longer be given. Knows texts, bytes and tables, and no connection. Start at {@link io.howdah.proxy.cache.ResultCache}; decision
 * 20 says why an answer is never older than a write that has been acknowledged.
 */
@NullMarked
package io.howdah.proxy.cache;

import org.jspecify.annotations.NullMarked;
