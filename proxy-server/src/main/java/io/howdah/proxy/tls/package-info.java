/** TLS on both sides: certificates and keys, what is made of them, and the handlers that speak TLS in front of all others. */
@NullMarked
package io.howdah.proxy.tls;

import org.jspecify.annotations.NullMarked;
