package io.howdah.proxy.client.login;

import io.howdah.config.LogSettings;
import io.howdah.config.ProxyNetworks;
import io.howdah.config.TcpSettings;
import java.time.Duration;

/**
 * The settings of a {@link ClientListener} that may change while the listener is open.
 *
 * @param loginTimeout client_login_timeout
 * @param maxClients max_client_conn
 * @param maxLogins max_login_conn
 * @param maxLoginFailures max_login_failures
 * @param tcp socket options of connections accepted from now on
 * @param log the log settings
 * @param proxies where connections come from that must begin with a PROXY header
 */
public record ListenerSettings(Duration loginTimeout, int maxClients, int maxLogins, int maxLoginFailures, TcpSettings tcp,
        LogSettings log, ProxyNetworks proxies) {}
