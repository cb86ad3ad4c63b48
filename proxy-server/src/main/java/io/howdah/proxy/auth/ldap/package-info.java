/** Passwords that an LDAP server checks. */
@NullMarked
package io.howdah.proxy.auth.ldap;

import org.jspecify.annotations.NullMarked;
