/** Certificates and keys: how they are read, and what is made of them. */
@NullMarked
package io.howdah.proxy.tls;

import org.jspecify.annotations.NullMarked;
