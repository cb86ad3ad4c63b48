package io.howdah.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings of the PROXY protocol. */
class ProxySettingsTest {

    private static ProxyNetworks networks(String text) {
        return Configs.yaml("listen: {proxy_protocol_networks: [" + text + "]}").listen().proxies();
    }

    private static SocketAddress tcp(String address) throws Exception {
        return new InetSocketAddress(InetAddress.getByName(address), 1234);
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3,        10.1.2.3,        true",
        "10.1.2.3,        10.1.2.4,        false",
        "10.1.0.0/16,     10.1.255.255,    true",
        "10.1.0.0/16,     10.2.0.0,        false",
        "10.1.2.3/16,     10.1.9.9,        true",
        "0.0.0.0/0,       203.0.113.9,     true",
        "0.0.0.0/0,       2001:db8::1,     false",
        "'\"2001:db8::/33\"', 2001:db8:7fff::1, true",
        "'\"2001:db8::/33\"', 2001:db8:8000::1, false",
        "'\"::1\"',         ::1,             true",
        "'\"::ffff:10.0.0.1\"', 10.0.0.1,    true",
        "unix,            127.0.0.1,       false"})
    void anAddressIsInOneOfTheNetworksOrInNone(String network, String address, boolean expected) throws Exception {
        assertThat(networks(network).include(tcp(address))).isEqualTo(expected);
        assertThat(networks("192.0.2.1, " + network).include(tcp(address))).isEqualTo(expected);
    }

    @Test
    void unixSocketsAreNamedByAWord() {
        SocketAddress unix = UnixDomainSocketAddress.of("/tmp/s");
        assertThat(networks("10.0.0.0/8").include(unix)).isFalse();
        assertThat(networks("10.0.0.0/8, Unix").include(unix)).isTrue();
        assertThat(networks("")).isEqualTo(ProxyNetworks.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0/8", "\"::1/129\"", "10.0.0.0/8/8",
        "\"fe80::1%eth0\"", "300.0.0.1", "all", "/8"})
    void whatIsNoAddressIsRefused(String word) {
        String text = word.replace("\"", "");
        assertThat(Configs.yamlProblems("listen: {proxy_protocol_networks: [192.0.2.0/24, " + word + "]}")).singleElement()
                .asString().contains("proxy_protocol_networks: \"" + text + "\" is no address (expected: addresses such as");
    }

    @Test
    void aNetworkOfEverybodyIsWarnedOf() {
        PoolerConfig config = Configs.ini("[pgbouncer]\nproxy_protocol_networks = ::/0, 10.0.0.0/8");
        assertThat(Configs.warnings(config)).contains("file:2: proxy_protocol_networks: every client is believed to be a load "
                + "balancer and can call itself what it likes");
        assertThat(Configs.warnings(Configs.ini("[pgbouncer]\nproxy_protocol_networks = 10.0.0.0/8")).toString())
                .doesNotContain("load balancer");
    }

    @Test
    void aPeerThatWouldBeTakenForALoadBalancerIsRefused() {
        String peers = "[pgbouncer]\npeer_id = 1\nunix_socket_dir = /tmp\nproxy_protocol_networks = %s\n[peers]\n"
                + "2 = host=10.1.2.3\n3 = host=pooler.example\n4 = host=/run/pooler";
        assertThat(Configs.iniProblems(String.format(peers, "10.1.0.0/16"))).containsExactly("file:4: proxy_protocol_networks: "
                + "peer 2 sends no PROXY header and is among these addresses (expected: networks without peers)");
        assertThat(Configs.iniProblems(String.format(peers, "unix"))).singleElement().asString().contains("peer 4 sends");
        assertThat(Configs.iniProblems(String.format(peers, "10.2.0.0/16"))).isEmpty();
    }

    @Test
    void serversAreToldPerDatabaseOrInGeneral() {
        PoolerConfig config = Configs.ini("[pgbouncer]\nserver_proxy_protocol = V2\n[databases]\na = host=h\n"
                + "b = host=h server_proxy_protocol=off\n* = host=h server_proxy_protocol=v1");
        assertThat(config.databases().get("a").proxyProtocol()).isEqualTo(ProxyProtocol.V2);
        assertThat(config.databases().get("b").proxyProtocol()).isEqualTo(ProxyProtocol.OFF);
        assertThat(config.database("any").orElseThrow().proxyProtocol()).isEqualTo(ProxyProtocol.V1);
        assertThat(
                Configs.yaml("server: {proxy_protocol: v1}\ndatabases: {a: {host: h}, b: {host: h, server_proxy_protocol: off}}")
                        .databases().values())
                .extracting(DatabaseConfig::proxyProtocol)
                .containsExactly(ProxyProtocol.V1, ProxyProtocol.OFF);
        assertThat(Configs.iniProblems("[pgbouncer]\nserver_proxy_protocol = v3")).containsExactly(
                "file:2: server_proxy_protocol: unknown value \"v3\" (expected: one of off, v1, v2)");
    }
}
