/**
 * The traps of the wire protocol, each in a test that bears the trap's number. A whole pooler runs between scripted clients and
 * scripted servers. Start at {@link io.howdah.proxy.traps.Rig}.
 */
package io.howdah.proxy.traps;
