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

/** A client on a blocking socket. It sends a conversation in pieces and records the answers. */
final class Talker implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 15_000;
    private static final int LONGEST = 1 << 20;

    private final int port;
    private final String user;
    private final String database;
    private Socket socket;
    private DataInputStream in;
    private OutputStream out;
    private byte[] cancelKey;

    Talker(int port, String user, String database) {
        this.port = port;
        this.user = user;
        this.database = database;
    }

    private void connect() throws IOException {
        if (socket != null) {
            return;
        }
        socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.connect(new InetSocketAddress("127.0.0.1", port), TIMEOUT_MILLIS);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 16 << 10));
        out = socket.getOutputStream();
        out.write(Messages.startup(user, database));
        while (true) {
            byte type = in.readByte();
            byte[] body = in.readNBytes(in.readInt() - 4);
            if (type == 'E') {
                throw new IOException("login refused: " + new String(body, StandardCharsets.UTF_8));
            } else if (type == 'K') {
                cancelKey = body;
            } else if (type == 'Z') {
                return;
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
        connect();
        switch (conversation.end()) {
            case STAYS -> {
                sendQuietly(conversation.bytes(), pieces);
                sendQuietly(end(conversation).toBytes(), pieces);
                if (!hear(heard, conversation)) {
                    hangUp(false);
                }
            }
            case TERMINATES -> {
                Messages farewell = new Messages().add('X');
                sendQuietly(conversation.bytes(), ByteBuffer.wrap(farewell.toBytes()), pieces);
                hear(heard, conversation);
                hangUp(false);
            }
            case LEAVES, RESETS -> {
                sendQuietly(Arrays.copyOf(conversation.bytes(), conversation.cut()), pieces);
                if (pieces.nextBoolean()) {
                    in.skipNBytes(Math.min(in.available(), 1 << 16));
                }
                hangUp(conversation.end() == Conversation.End.RESETS);
            }
            case CANCELS -> {
                sendQuietly(conversation.bytes(), pieces);
                cancel();
                sendQuietly(end(conversation).toBytes(), pieces);
                cancel();
                // The second cancel request may have hit the marker, so the client sends two more.
                sendQuietly(new Messages().query(conversation.marker()).query(conversation.marker()).toBytes(), pieces);
                hear(heard, conversation);
                hangUp(false);
            }
            case DIES -> {
                sendQuietly(conversation.bytes(), pieces);
                sendQuietly(end(conversation).toBytes(), pieces);
                hear(heard, conversation);
                hangUp(false);
            }
        }
    }

    /** Messages that end every COPY, batch and transaction of the conversation. */
    private static Messages end(Conversation conversation) {
        return new Messages().add('f', "end").add('S').query("ROLLBACK").query("DEALLOCATE ALL").query("RESET TimeZone")
                .query(conversation.marker());
    }

    /** Sends the last bytes in one write with the last piece. */
    private void send(byte[] bytes, ByteBuffer last, Random pieces) throws IOException {
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
            out.write(all, at, length);
            at += length;
            if (pieces.nextInt(8) == 0) {
                Thread.yield();
            }
        }
    }

    private void sendQuietly(byte[] bytes, Random pieces) {
        sendQuietly(bytes, ByteBuffer.allocate(0), pieces);
    }

    /** The server may close the connection while the client sends. */
    private void sendQuietly(byte[] bytes, ByteBuffer last, Random pieces) {
        try {
            send(bytes, last, pieces);
        } catch (IOException ended) {
            // Reading the answers meets the same end.
        }
    }

    /** @return whether the connection stays usable: the marker's answer has arrived */
    private boolean hear(List<String> heard, Conversation conversation) throws IOException {
        boolean marker = false;
        while (true) {
            byte type;
            byte[] body;
            try {
                type = in.readByte();
                int length = in.readInt();
                if (length < 4 || length > LONGEST) {
                    throw new ProtocolException("no message: type " + (type & 0xff) + ", length " + length);
                }
                body = new byte[length - 4];
                in.readFully(body);
            } catch (EOFException | SocketException ended) {
                heard.add(Transcripts.END);
                return false;
            }
            String line = Transcripts.line(type, body);
            if (line != null) {
                heard.add(line);
            }
            marker |= type == 'D' && new String(body, StandardCharsets.UTF_8).endsWith("end of " + conversation.owner());
            if (marker && type == 'Z') {
                return true;
            }
        }
    }

    private void cancel() throws IOException {
        try (Socket request = new Socket("127.0.0.1", port)) {
            request.getOutputStream().write(ByteBuffer.allocate(12 + cancelKey.length - 4).putInt(12 + cancelKey.length - 4)
                    .putInt(80_877_102).put(cancelKey).array());
            request.setSoTimeout(TIMEOUT_MILLIS);
            request.getInputStream().read();
        }
    }

    private void hangUp(boolean reset) throws IOException {
        if (reset) {
            socket.setSoLinger(true, 0);
        }
        socket.close();
        socket = null;
    }

    @Override
    public void close() throws IOException {
        if (socket != null) {
            hangUp(false);
        }
    }
}
