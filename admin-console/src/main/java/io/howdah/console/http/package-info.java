/**
 * The HTTP endpoint: metrics, health and the SHOW tables as JSON, all read from the {@link io.howdah.console.view.PoolerView}. Start at
 * {@link io.howdah.console.http.StatusServer}, which serves {@link io.howdah.console.http.StatusPages}; a page is one path and what
 * answers it.
 */
package io.howdah.console.http;
