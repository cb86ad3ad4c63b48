/** Several Howdahs that share a Redis: none acknowledges a write while another may still serve older answers. */
@NullMarked
package io.howdah.proxy.cache.group;

import org.jspecify.annotations.NullMarked;
