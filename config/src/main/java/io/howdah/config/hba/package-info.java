/** Rules of who may log in and how, in the format of PostgreSQL's pg_hba.conf and pg_ident.conf (manual, chapter "Client Authentication"). */
@NullMarked
package io.howdah.config.hba;

import org.jspecify.annotations.NullMarked;
