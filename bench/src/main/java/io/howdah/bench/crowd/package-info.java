/**
 * {@code howdah bench crowd}: very many clients over very few servers, each checking that it gets its own answers. Start at
 * {@link io.howdah.bench.crowd.CrowdCommand}.
 */
package io.howdah.bench.crowd;
