/**
 * Pool, queue, upkeep, login, ending and reload of a whole pooler before servers that follow a script. Start at
 * {@link io.howdah.proxy.upkeep.FakePostgres}.
 */
package io.howdah.proxy.upkeep;
