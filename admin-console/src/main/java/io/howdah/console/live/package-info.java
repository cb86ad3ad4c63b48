/**
 * The live page: what people would type SHOW for, at a glance. Start at {@link io.howdah.console.live.LiveFeed}, which makes one snapshot a
 * second while somebody looks; {@link io.howdah.console.live.LivePage} is the page that shows them.
 */
package io.howdah.console.live;
