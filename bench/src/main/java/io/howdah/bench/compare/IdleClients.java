package io.howdah.bench.compare;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.ProtocolVersion;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.frontend.FrontendMessage;
import io.howdah.protocol.frontend.Query;
import io.howdah.protocol.frontend.StartupMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Logged-in clients that stay idle, except in a burst of queries. Their sockets are blocking; one thread uses all of them. */
final class IdleClients implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 30_000;
    private static final int BUFFER = 512;

    private final List<Client> clients = new ArrayList<>();

    private record Client(Socket socket, DataInputStream in) {
    }

    /** @throws IOException if the pooler refuses a client; no client stays connected then */
    static IdleClients connect(int count, int port, String user, String database) throws IOException {
        IdleClients all = new IdleClients();
        byte[] startup = bytes(new StartupMessage(ProtocolVersion.V3_0, Map.of("user", user, "database", database)));
        try {
            for (int i = 0; i < count; i++) {
                Socket socket = new Socket();
                Client client = new Client(socket, new DataInputStream(new BufferedInputStream(input(socket, port), BUFFER)));
                all.clients.add(client);
                socket.getOutputStream().write(startup);
                awaitReady(client);
            }
            return all;
        } catch (IOException | RuntimeException e) {
            all.close();
            throw e;
        }
    }

    private static java.io.InputStream input(Socket socket, int port) throws IOException {
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(new InetSocketAddress("127.0.0.1", port), TIMEOUT_MILLIS);
            return socket.getInputStream();
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Sends a query on every client, then reads all answers; repeats this so many times. */
    void burst(String sql, int times) throws IOException {
        byte[] query = bytes(new Query(sql));
        for (int i = 0; i < times; i++) {
            for (Client client : clients) {
                client.socket.getOutputStream().write(query);
            }
            for (Client client : clients) {
                awaitReady(client);
            }
        }
    }

    private static void awaitReady(Client client) throws IOException {
        byte type;
        do {
            type = client.in.readByte();
            byte[] body = client.in.readNBytes(client.in.readInt() - Integer.BYTES);
            if (type == BackendType.ERROR_RESPONSE) {
                throw new IOException(ErrorResponse.read(Unpooled.wrappedBuffer(body)).message());
            }
        } while (type != BackendType.READY_FOR_QUERY);
    }

    private static byte[] bytes(FrontendMessage message) {
        ByteBuf out = Unpooled.buffer();
        message.write(out);
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        return bytes;
    }

    @Override
    public void close() throws IOException {
        for (Client client : clients) {
            client.socket.close();
        }
    }
}
