/**
 * Session parameters: what a client has set, what a server stands at, and the SQL that turns one into the other. Start at
 * {@link io.howdah.proxy.parameters.ParameterSet} and {@link io.howdah.proxy.parameters.TrackedParameters}; pure, known to nobody it
 * knows.
 */
package io.howdah.proxy.parameters;
