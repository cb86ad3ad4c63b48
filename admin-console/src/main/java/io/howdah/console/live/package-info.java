/**
 * The live page. {@link io.howdah.console.live.LiveFeed} makes one snapshot a second while a browser watches;
 * {@link io.howdah.console.live.LivePage} is the page that shows them. Start at {@code LiveFeed}.
 */
@NullMarked
package io.howdah.console.live;

import org.jspecify.annotations.NullMarked;
