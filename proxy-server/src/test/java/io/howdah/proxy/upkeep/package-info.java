/**
 * Tests pool, queue, upkeep, login, ending and reload of a whole pooler before scripted servers. Start at
 * {@link io.howdah.proxy.testing.FakePostgres}.
 */
package io.howdah.proxy.upkeep;
