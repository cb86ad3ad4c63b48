package io.howdah.console;

import io.howdah.console.show.TestView;
import io.howdah.protocol.FrameScanner;
import io.howdah.protocol.backend.DataRow;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.backend.NoticeResponse;
import io.howdah.protocol.backend.RowDescription;
import io.howdah.protocol.fixtures.Frames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** A console without a socket: bytes go in, and its answers come out as a transcript. */
final class TestConsole implements ConsoleOutput, ConsoleClient {

    final TestView view = new TestView();
    final TestControl control = new TestControl();
    final ConsoleSession session;
    Optional<Role> role = Optional.of(Role.ADMIN);
    int answers;
    boolean closed;
    boolean reading = true;

    final List<String> refusals = new ArrayList<>();

    private final ByteBuf received = Unpooled.buffer();
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private String applicationName = "";

    TestConsole() {
        session = new ConsoleSession(new AdminConsole(view, control), this, this);
    }

    TestConsole as(Role given) {
        role = Optional.ofNullable(given);
        return this;
    }

    /** Sends bytes in one piece and returns the transcript of the answers. */
    List<String> say(byte[]... parts) {
        session.received(Unpooled.wrappedBuffer(Frames.concat(parts)));
        return transcript();
    }

    List<String> query(String sql) {
        return say(Frames.query(sql));
    }

    /** Sends the same bytes one by one. */
    List<String> sayByteByByte(byte[]... parts) {
        for (byte single : Frames.concat(parts)) {
            session.received(Unpooled.wrappedBuffer(new byte[] {single}));
        }
        return transcript();
    }

    /** Runs the tasks of the event loop. */
    List<String> runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
        return transcript();
    }

    /** The messages since the last call, one line each, as {@link #line} writes them. */
    List<String> transcript() {
        List<String> lines = new ArrayList<>();
        FrameScanner scanner = new FrameScanner();
        scanner.start(received);
        while (scanner.next(received)) {
            lines.add(line((char) scanner.type(), received.slice(scanner.bodyIndex(), scanner.bodyLength())));
        }
        received.clear();
        return lines;
    }

    private static String line(char type, ByteBuf body) {
        return switch (type) {
            case 'T' -> "columns " + RowDescription.read(body).columns().stream()
                    .map(column -> column.name() + ":" + column.typeOid() + (column.format() == 1 ? ":binary" : "")).toList();
            case 'D' -> {
                DataRow row = DataRow.read(body);
                List<String> values = new ArrayList<>();
                for (int i = 0; i < row.values().size(); i++) {
                    values.add(row.text(i));
                }
                yield "row " + values;
            }
            case 'C' -> "complete " + text(body);
            case 'Z' -> "ready " + (char) body.getByte(0);
            case 'E' -> {
                ErrorResponse error = ErrorResponse.read(body);
                yield "error " + error.severity() + " " + error.sqlState() + " " + error.message()
                        + (error.detail() == null ? "" : " | " + error.detail())
                        + (error.position() == null ? "" : " @" + error.position());
            }
            case 'N' -> "notice " + NoticeResponse.read(body).message();
            case '1' -> "parsed";
            case '2' -> "bound";
            case '3' -> "closed";
            case 'n' -> "no data";
            case 's' -> "suspended";
            case 'I' -> "empty";
            case 't' -> "parameters " + body.getShort(0);
            default -> "unknown " + type;
        };
    }

    private static String text(ByteBuf body) {
        return io.howdah.protocol.CStrings.read(body, body.readableBytes());
    }

    // ---- ConsoleClient

    @Override
    public String user() {
        return "boss";
    }

    @Override
    public String database() {
        return "pgbouncer";
    }

    @Override
    public int processId() {
        return 4711;
    }

    @Override
    public Optional<Role> role() {
        return role;
    }

    @Override
    public String version() {
        return view.version();
    }

    @Override
    public String applicationName() {
        return applicationName;
    }

    @Override
    public void applicationNameIs(String name) {
        applicationName = name;
    }

    @Override
    public void refused(ErrorResponse error) {
        refusals.add(error.message());
    }

    @Override
    public void asks() {
        answers++;
    }

    // ---- ConsoleOutput

    @Override
    public ByteBuf allocate() {
        return Unpooled.buffer();
    }

    @Override
    public void send(ByteBuf bytes) {
        received.writeBytes(bytes);
        bytes.release();
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public void read(boolean on) {
        reading = on;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }
}
