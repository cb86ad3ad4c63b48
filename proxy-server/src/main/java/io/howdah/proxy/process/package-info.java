/**
 * The process and its system: signals, user, pid file, background, service manager. Start at
 * {@link io.howdah.proxy.process.ProcessSignals}. Only the root package uses this package.
 */
@NullMarked
package io.howdah.proxy.process;

import org.jspecify.annotations.NullMarked;
