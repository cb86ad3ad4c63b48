/**
 * The pooler between real clients and real PostgreSQL. Start at {@link io.howdah.proxy.it.RunningPooler}: a test configures one,
 * talks to it with a driver, a program or a {@code ScriptedClient}, and closes it. What a machine lacks (PostgreSQL 15, psql,
 * pgbench) is skipped with its reason.
 */
package io.howdah.proxy.it;
