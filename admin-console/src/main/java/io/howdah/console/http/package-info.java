/**
 * The HTTP endpoint: metrics, health and the SHOW tables as JSON, all read from the {@link io.howdah.console.view.PoolerView}.
 * Start at {@link io.howdah.console.http.StatusServer}, which serves the {@link io.howdah.console.http.StatusPages}. A
 * {@link io.howdah.console.http.StatusPage} answers the requests for one path.
 */
@NullMarked
package io.howdah.console.http;

import org.jspecify.annotations.NullMarked;
