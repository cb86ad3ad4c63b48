/**
 * Tests the pooler between real clients and a real PostgreSQL. Start at {@link io.howdah.proxy.it.PoolerFile}: a test
 * configures a pooler, talks to it with a driver, a program or a {@code ScriptedClient}, and closes it. If the machine lacks
 * PostgreSQL 15, psql or pgbench, a test is skipped and names the reason.
 */
package io.howdah.proxy.it;
