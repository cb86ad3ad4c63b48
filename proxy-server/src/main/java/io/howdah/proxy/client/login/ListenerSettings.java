package io.howdah.proxy.client.login;

import io.howdah.config.LogSettings;
import io.howdah.config.TcpSettings;
import java.time.Duration;

/**
 * The settings of a {@link ClientListener} that may change while the listener is open.
 *
 * @param loginTimeout client_login_timeout
 * @param maxClients max_client_conn
 * @param tcp socket options of connections accepted from now on
 * @param log the log settings
 */
public record ListenerSettings(Duration loginTimeout, int maxClients, TcpSettings tcp, LogSettings log) {}
