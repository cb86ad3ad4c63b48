package io.howdah.bench.shows;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.ProtocolVersion;
import io.howdah.protocol.SqlState;
import io.howdah.protocol.backend.DataRow;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.backend.RowDescription;
import io.howdah.protocol.frontend.FrontendMessage;
import io.howdah.protocol.frontend.Query;
import io.howdah.protocol.frontend.StartupMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One who asks a pooler's console, as psql does: drivers say SET before they ask, which the console of an older PgBouncer refuses. Nobody
 * asks it for a password.
 */
final class ConsoleReader implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 20_000;

    /** As pg_type has them. */
    private static final Map<Integer, String> TYPES = Map.of(RowDescription.Column.TEXT_OID, "text", RowDescription.Column.INT4_OID, "int4",
            RowDescription.Column.INT8_OID, "int8", RowDescription.Column.NUMERIC_OID, "numeric", RowDescription.Column.BYTEA_OID, "bytea");

    private final Socket socket;
    private final DataInputStream in;

    private ConsoleReader(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
    }

    /** @throws IOException also where it is not let in */
    static ConsoleReader open(int port, String user) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(new InetSocketAddress("127.0.0.1", port), TIMEOUT_MILLIS);
            ConsoleReader reader = new ConsoleReader(socket);
            Map<String, String> parameters = new LinkedHashMap<>();
            parameters.put("user", user);
            parameters.put("database", "pgbouncer");
            reader.send(new StartupMessage(ProtocolVersion.V3_0, parameters));
            Optional<ErrorResponse> error = reader.answer(new ArrayList<>(), new ArrayList<>());
            if (error.isPresent()) {
                throw new IOException("console at port " + port + ": " + error.get().message());
            }
            return reader;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /** What {@code SHOW name} gives; nothing where this pooler has no such SHOW. */
    Optional<Table> show(String name) throws IOException {
        send(new Query("SHOW " + name));
        List<RowDescription.Column> columns = new ArrayList<>();
        List<Map<String, String>> rows = new ArrayList<>();
        Optional<ErrorResponse> error = answer(columns, rows);
        if (error.isEmpty()) {
            return Optional.of(new Table(columns.stream().map(ConsoleReader::column).toList(), rows));
        }
        if (error.get().message().startsWith("invalid command")) {
            return Optional.empty();
        }
        throw new IOException("SHOW " + name + ": " + error.get().message());
    }

    /** All that RowDescription says: type, length, modifier, table, column of that, and the format of values. */
    private static Table.Column column(RowDescription.Column column) {
        String type = TYPES.getOrDefault(column.typeOid(), Integer.toString(column.typeOid()));
        return new Table.Column(column.name(), type + "/" + column.typeLen() + "/" + column.typeMod() + "/" + column.tableOid() + "/"
                + column.column() + "/" + column.format());
    }

    private void send(FrontendMessage message) throws IOException {
        ByteBuf out = Unpooled.buffer();
        message.write(out);
        out.readBytes(socket.getOutputStream(), out.readableBytes());
        socket.getOutputStream().flush();
    }

    /** Reads up to ReadyForQuery, or to the end where that comes first. @return the first error */
    private Optional<ErrorResponse> answer(List<RowDescription.Column> columns, List<Map<String, String>> rows) throws IOException {
        Optional<ErrorResponse> error = Optional.empty();
        while (true) {
            int type = in.read();
            if (type < 0) {
                return error.or(() -> Optional.of(ErrorResponse.of("FATAL", SqlState.CONNECTION_FAILURE, "closed")));
            }
            ByteBuf body = Unpooled.wrappedBuffer(in.readNBytes(in.readInt() - Integer.BYTES));
            switch ((byte) type) {
                case BackendType.ROW_DESCRIPTION -> columns.addAll(RowDescription.read(body).columns());
                case BackendType.DATA_ROW -> rows.add(row(columns, DataRow.read(body)));
                case BackendType.ERROR_RESPONSE -> error = Optional.of(ErrorResponse.read(body));
                case BackendType.READY_FOR_QUERY -> {
                    return error;
                }
                default -> { }
            }
        }
    }

    private static Map<String, String> row(List<RowDescription.Column> columns, DataRow values) {
        Map<String, String> row = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            row.put(columns.get(i).name(), values.text(i));
        }
        return row;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
