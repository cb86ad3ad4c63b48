package io.howdah.proxy.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AnnouncingSocketFactoryTest {

    private static final byte[] LOCAL = HexFormat.of().parseHex("0d0a0d0a000d0a515549540a20000000");

    @TempDir
    private Path folder;

    @Test
    @DisplayName("Over TCP, as the driver connects: version 1 with the connection's own ends, version 2 as LOCAL")
    void tcp() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            for (String version : new String[] {"V1", "V2"}) {
                try (Socket socket = new AnnouncingSocketFactory(version + " ").createSocket()) {
                    assertThat(socket.isConnected()).isFalse();
                    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.getLocalPort()), 10_000);
                    byte[] expected = version.equals("V2") ? LOCAL
                            : ("PROXY TCP4 127.0.0.1 127.0.0.1 " + socket.getLocalPort() + " "
                                    + listener.getLocalPort() + "\r\n").getBytes(StandardCharsets.US_ASCII);
                    socket.getOutputStream().write('!');
                    try (Socket peer = listener.accept()) {
                        InputStream in = peer.getInputStream();
                        assertThat(in.readNBytes(expected.length)).isEqualTo(expected);
                        assertThat(in.read()).isEqualTo('!');
                    }
                }
            }
        }
    }

    @Test
    @DisplayName("Over a unix socket, which has no addresses: version 1 as UNKNOWN, version 2 as LOCAL")
    void unix() throws Exception {
        Path path = folder.resolve("s");
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(path));
            for (String version : new String[] {"V1", "V2"}) {
                byte[] expected = version.equals("V2") ? LOCAL : "PROXY UNKNOWN\r\n".getBytes(StandardCharsets.US_ASCII);
                try (Socket socket = new AnnouncingSocketFactory(version + " " + path).createSocket();
                        SocketChannel peer = listener.accept()) {
                    assertThat(socket.isConnected()).isTrue();
                    socket.getOutputStream().write('!');
                    InputStream in = Channels.newInputStream(peer);
                    assertThat(in.readNBytes(expected.length)).isEqualTo(expected);
                    assertThat(in.read()).isEqualTo('!');
                }
            }
        }
    }
}
