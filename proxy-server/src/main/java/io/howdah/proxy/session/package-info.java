/**
 * The state of a session: the parameters and the role that a client has and a server has, the SQL that brings a server to its client's state or
 * takes a client's state away, and the reasons for which a client keeps its server. Pure: this package sends nothing.
 */
@NullMarked
package io.howdah.proxy.session;

import org.jspecify.annotations.NullMarked;
