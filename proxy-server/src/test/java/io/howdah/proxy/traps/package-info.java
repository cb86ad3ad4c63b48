/**
 * The traps of the wire protocol, each in a test that bears its number: a whole pooler between clients and servers that follow a script.
 * Start at {@link io.howdah.proxy.traps.Rig}.
 */
package io.howdah.proxy.traps;
