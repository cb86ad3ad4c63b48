/**
 * What tests of a whole pooler share. Start at {@link io.howdah.proxy.testing.TestPooler}; tests of any package and module may
 * use these classes.
 */
package io.howdah.proxy.testing;
