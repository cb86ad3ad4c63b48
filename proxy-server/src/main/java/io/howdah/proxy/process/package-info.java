/**
 * What a process has to do with the system it runs in: signals, its user, its pid file, its background, the service manager. Start at
 * {@link io.howdah.proxy.process.ProcessSignals}; used by the root package alone.
 */
package io.howdah.proxy.process;
