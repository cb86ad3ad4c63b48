package io.howdah.bench.conversations;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A client on a blocking socket. It sends a conversation in pieces and records the answers. */
final class Talker implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 15_000;
    private static final int LONGEST = 1 << 20;

    private final int port;
    private final String user;
    private final String database;
    private @Nullable Line line;

    /** A connection that has logged in. */
    private record Line(Socket socket, DataInputStream in, OutputStream out, byte[] cancelKey) {}

    Talker(int port, String user, String database) {
        this.port = port;
        this.user = user;
        this.database = database;
    }

    private Line connect() throws IOException {
        if (line != null) {
            return line;
        }
        Socket socket = new Socket();
        try {
            Line made = login(socket);
            line = made;
            return made;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private Line login(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.connect(new InetSocketAddress("127.0.0.1", port), TIMEOUT_MILLIS);
        DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 16 << 10));
        OutputStream out = socket.getOutputStream();
        out.write(Messages.startup(user, database));
        byte[] cancelKey = {};
        while (true) {
            byte type = in.readByte();
            byte[] body = in.readNBytes(in.readInt() - 4);
            if (type == 'E') {
                throw new IOException("login refused: " + new String(body, StandardCharsets.UTF_8));
            } else if (type == 'K') {
                cancelKey = body;
            } else if (type == 'Z') {
                return new Line(socket, in, out, cancelKey);
            }
        }
    }

    /**
     * Has the conversation.
     *
     * @param pieces decides where the bytes are cut, and what a leaving client still reads
     * @param heard gets a line for each message, even if the connection breaks later; nothing if the client leaves
     */
    void talk(Conversation conversation, Random pieces, List<String> heard) throws IOException {
        Line to = connect();
        switch (conversation.end()) {
            case STAYS -> {
                sendQuietly(to, conversation.bytes(), pieces);
                sendQuietly(to, end(conversation).toBytes(), pieces);
                if (!hear(to, heard, conversation)) {
                    hangUp(to, false);
                }
            }
            case TERMINATES -> {
                Messages farewell = new Messages().add('X');
                sendQuietly(to, conversation.bytes(), ByteBuffer.wrap(farewell.toBytes()), pieces);
                hear(to, heard, conversation);
                hangUp(to, false);
            }
            case LEAVES, RESETS -> {
                sendQuietly(to, Arrays.copyOf(conversation.bytes(), conversation.cut()), pieces);
                if (pieces.nextBoolean()) {
                    to.in.skipNBytes(Math.min(to.in.available(), 1 << 16));
                }
                hangUp(to, conversation.end() == Conversation.End.RESETS);
            }
            case CANCELS -> {
                sendQuietly(to, conversation.bytes(), pieces);
                cancel(to);
                sendQuietly(to, end(conversation).toBytes(), pieces);
                cancel(to);
                // The second cancel request may have hit the marker, so the client sends two more.
                sendQuietly(to, new Messages().query(conversation.marker()).query(conversation.marker()).toBytes(), pieces);
                hear(to, heard, conversation);
                hangUp(to, false);
            }
            case DIES -> {
                sendQuietly(to, conversation.bytes(), pieces);
                sendQuietly(to, end(conversation).toBytes(), pieces);
                hear(to, heard, conversation);
                hangUp(to, false);
            }
        }
    }

    /** Messages that end every COPY, batch and transaction of the conversation. */
    private static Messages end(Conversation conversation) {
        return new Messages().add('f', "end").add('S').query("ROLLBACK").query("DEALLOCATE ALL").query("RESET TimeZone")
                .query(conversation.marker());
    }

    /** Sends the last bytes in one write with the last piece. */
    private static void send(Line to, byte[] bytes, ByteBuffer last, Random pieces) throws IOException {
        byte[] all = ByteBuffer.allocate(bytes.length + last.remaining()).put(bytes).put(last.duplicate()).array();
        int most = switch (pieces.nextInt(4)) {
            case 0 -> 1 + pieces.nextInt(7);
            case 1 -> 1 + pieces.nextInt(60);
            default -> all.length;
        };
        for (int at = 0; at < all.length;) {
            int length = Math.min(1 + pieces.nextInt(Math.max(1, most)), all.length - at);
            if (most == all.length) {
                length = all.length - at;
            }
            to.out.write(all, at, length);
            at += length;
            if (pieces.nextInt(8) == 0) {
                Thread.yield();
            }
        }
    }

    private static void sendQuietly(Line to, byte[] bytes, Random pieces) {
        sendQuietly(to, bytes, ByteBuffer.allocate(0), pieces);
    }

    /** The server may close the connection while the client sends. */
    private static void sendQuietly(Line to, byte[] bytes, ByteBuffer last, Random pieces) {
        try {
            send(to, bytes, last, pieces);
        } catch (IOException ended) {
            // Reading the answers meets the same end.
        }
    }

    /** @return whether the connection stays usable: the marker's answer has arrived */
    private static boolean hear(Line from, List<String> heard, Conversation conversation) throws IOException {
        boolean marker = false;
        while (true) {
            byte type;
            byte[] body;
            try {
                type = from.in.readByte();
                int length = from.in.readInt();
                if (length < 4 || length > LONGEST) {
                    throw new ProtocolException("no message: type " + (type & 0xff) + ", length " + length);
                }
                body = new byte[length - 4];
                from.in.readFully(body);
            } catch (EOFException | SocketException ended) {
                heard.add(Transcripts.END);
                return false;
            }
            String said = Transcripts.line(type, body);
            if (said != null) {
                heard.add(said);
            }
            marker |= type == 'D' && new String(body, StandardCharsets.UTF_8).endsWith("end of " + conversation.owner());
            if (marker && type == 'Z') {
                return true;
            }
        }
    }

    private void cancel(Line running) throws IOException {
        try (Socket request = new Socket("127.0.0.1", port)) {
            request.getOutputStream()
                    .write(ByteBuffer.allocate(12 + running.cancelKey.length - 4).putInt(12 + running.cancelKey.length - 4)
                            .putInt(80_877_102).put(running.cancelKey).array());
            request.setSoTimeout(TIMEOUT_MILLIS);
            request.getInputStream().read();
        }
    }

    private void hangUp(Line with, boolean reset) throws IOException {
        if (reset) {
            with.socket.setSoLinger(true, 0);
        }
        with.socket.close();
        line = null;
    }

    @Override
    public void close() throws IOException {
        if (line != null) {
            hangUp(line, false);
        }
    }
}
