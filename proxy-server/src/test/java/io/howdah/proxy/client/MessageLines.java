package io.howdah.proxy.client;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.CStrings;
import io.howdah.protocol.FrontendType;
import io.howdah.protocol.fixtures.Frames;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Messages of the protocol as a line for people, and a line as messages: {@code Parse s "SELECT 1" | Bind <- s | Execute | Sync}.
 * Both ways are exact: a message that a line cannot say word for word stands there with its body in hexadecimal digits.
 *
 * <pre>
 * Query "SQL"                      Parse [statement] "SQL" [type...]    Bind [portal] [&lt;- statement] [= value...]
 * Describe statement|portal [name] Close statement|portal [name]        Execute [portal] [rows]
 * </pre>
 *
 * <p>{@code ^A} in a name is the control character 1, {@code ^J} in a text a line feed, {@code {a*50}} the character "a" fifty
 * times. {@code bytes 5800000004} is a message, or any part of one, byte for byte.
 */
final class MessageLines {

    /** A text is all between the first quote of a message and the last. */
    private static final Pattern WORD = Pattern.compile("\".*\"|\\S+");
    private static final Pattern REPEATED = Pattern.compile("\\{(.)\\*(\\d+)}");
    private static final Pattern RUN = Pattern.compile("(.)\\1{39,}");
    private static final HexFormat HEX = HexFormat.of();

    private MessageLines() {}

    // ---- a line as messages

    /** The messages of a frontend in this line. */
    static byte[] requests(String line) {
        return messages(line, MessageLines::request);
    }

    /** The messages of a backend in this line. */
    static byte[] answers(String line) {
        return messages(line, MessageLines::answer);
    }

    private static byte[] messages(String line, Function<Words, byte[]> encode) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (String one : line.strip().split(" \\| ")) {
            Words message = new Words(WORD.matcher(one).results().map(MatchResult::group).toList());
            all.writeBytes(message.isRaw() ? message.raw() : encode.apply(message));
            if (!message.isAtEnd()) {
                throw new IllegalArgumentException("not understood: " + one);
            }
        }
        return all.toByteArray();
    }

    /** The text with long runs of a character written out. */
    private static String unfolded(String text) {
        return REPEATED.matcher(text)
                .replaceAll(run -> Matcher.quoteReplacement(run.group(1).repeat(Integer.parseInt(run.group(2)))));
    }

    /** The opposite of {@link #unfolded}. */
    private static String folded(String text) {
        return RUN.matcher(text)
                .replaceAll(run -> Matcher.quoteReplacement("{" + run.group(1) + "*" + run.group().length() + "}"));
    }

    /** The words of one message, read from the left. */
    private static final class Words {
        private final List<String> words;
        private int next;

        Words(List<String> words) {
            this.words = words;
        }

        boolean isAtEnd() {
            return next == words.size();
        }

        /** A message of bytes: {@code bytes 5800000004}. */
        boolean isRaw() {
            return words.get(0).equals("bytes");
        }

        byte[] raw() {
            next = 1;
            return HEX.parseHex(word());
        }

        String word() {
            return words.get(next++);
        }

        boolean isNext(String word) {
            boolean is = !isAtEnd() && words.get(next).equals(word);
            next += is ? 1 : 0;
            return is;
        }

        /** A name without quotes; the empty name where there is none. */
        String name() {
            boolean there = !isAtEnd() && !words.get(next).startsWith("\"") && !words.get(next).equals("<-")
                    && !words.get(next).equals("=");
            return there ? word().replace("^A", "\1") : "";
        }

        String text() {
            String quoted = word();
            return unfolded(quoted.substring(1, quoted.length() - 1)).replace("^J", "\n");
        }

        String textIfAny() {
            return isAtEnd() ? "" : text();
        }

        int number() {
            return isAtEnd() ? 0 : Integer.parseInt(word());
        }

        int[] numbers() {
            int[] numbers = words.subList(next, words.size()).stream().mapToInt(Integer::parseInt).toArray();
            next = words.size();
            return numbers;
        }

        String[] rest() {
            String[] rest = words.subList(next, words.size()).stream().map(MessageLines::unfolded).toArray(String[]::new);
            next = words.size();
            return rest;
        }
    }

    private static byte[] request(Words line) {
        String type = line.word();
        return switch (type) {
            case "Query" -> Frames.query(line.text());
            case "Parse" -> Frames.parse(line.name(), line.text(), line.numbers());
            case "Bind" -> {
                String portal = line.name();
                String statement = line.isNext("<-") ? line.name() : "";
                yield Frames.bind(portal, statement, line.isNext("=") ? line.rest() : new String[0]);
            }
            case "Describe", "Close" -> {
                byte[] kind = Frames.utf8(line.word().equals("statement") ? "S" : "P");
                yield Frames.frame(type.charAt(0), kind, Frames.cstring(line.name()));
            }
            case "Execute" -> Frames.execute(line.name(), line.number());
            case "Sync" -> Frames.frame(FrontendType.SYNC, Frames.utf8(line.textIfAny()));
            case "Flush" -> Frames.frame(FrontendType.FLUSH, Frames.utf8(line.textIfAny()));
            case "Terminate" -> Frames.frame(FrontendType.TERMINATE, Frames.utf8(line.textIfAny()));
            case "CopyData" -> Frames.copyData(line.text());
            case "CopyDone" -> Frames.copyDone();
            case "CopyFail" -> Frames.copyFail(line.text());
            case "FunctionCall" -> Frames.functionCall(line.number());
            default -> throw new IllegalArgumentException("no request: " + type);
        };
    }

    private static byte[] answer(Words line) {
        String type = line.word();
        return switch (type) {
            case "ParseComplete" -> Frames.parseComplete();
            case "BindComplete" -> Frames.bindComplete();
            case "CloseComplete" -> Frames.closeComplete();
            case "ParameterDescription" -> Frames.parameterDescription(line.numbers());
            case "RowDescription" -> Frames.rowDescription(line.rest());
            case "NoData" -> Frames.noData();
            case "DataRow" -> Frames.dataRow(line.rest());
            case "CommandComplete" -> Frames.commandComplete(line.text());
            case "EmptyQueryResponse" -> Frames.emptyQueryResponse();
            case "CopyInResponse" -> Frames.copyInResponse(line.number());
            case "FunctionCallResponse" -> Frames.functionCallResponse(line.text());
            case "ErrorResponse" -> {
                byte[] error = Frames.error("ERROR", line.word(), line.text());
                if (line.isAtEnd()) {
                    yield error;
                }
                byte[] fields = Arrays.copyOfRange(error, 5, error.length - 1);
                yield Frames.frame(BackendType.ERROR_RESPONSE, fields, Frames.utf8("R"), Frames.cstring(line.word()),
                        Frames.int1(0));
            }
            case "ParameterStatus" -> Frames.parameterStatus(line.name(), line.text());
            case "ReadyForQuery" -> Frames.readyForQuery(line.word().charAt(0));
            default -> throw new IllegalArgumentException("no answer: " + type);
        };
    }

    // ---- messages as a line

    /** A line for a whole message of a frontend. */
    static String request(byte[] frame) {
        return exact(frame, FrontendType.name(frame[0]), MessageLines::describedRequest, MessageLines::requests);
    }

    /** A line for a whole message of a backend. */
    static String answer(byte[] frame) {
        return exact(frame, BackendType.name(frame[0]), MessageLines::describedAnswer, MessageLines::answers);
    }

    private static String exact(byte[] frame, String type, Function<Body, String> describe, Function<String, byte[]> encode) {
        String line = null;
        try {
            line = type + describe.apply(new Body(frame));
            line = Arrays.equals(encode.apply(line), frame) ? line : null;
        } catch (RuntimeException notWellFormed) {
            line = null;
        }
        return line != null ? line : type + " x'" + HEX.formatHex(frame, 5, frame.length) + "'";
    }

    /** The fields of a message, read from the left. */
    private static final class Body {
        private final ByteBuffer bytes;

        Body(byte[] frame) {
            bytes = ByteBuffer.wrap(frame);
            bytes.position(5);
        }

        byte type() {
            return bytes.get(0);
        }

        int int1() {
            return bytes.get();
        }

        int int2() {
            return bytes.getShort();
        }

        int int4() {
            return bytes.getInt();
        }

        boolean isAtEnd() {
            return !bytes.hasRemaining();
        }

        String cstring() {
            int from = bytes.position();
            while (bytes.get() != 0) {
                continue;
            }
            return CStrings.text(Arrays.copyOfRange(bytes.array(), from, bytes.position() - 1));
        }

        /** A name behind a blank; nothing for the empty name. */
        String name() {
            String name = cstring();
            return name.isEmpty() ? "" : " " + name.replace("\1", "^A");
        }

        String text() {
            return quoted(cstring());
        }

        String rest() {
            return isAtEnd() ? "" : quoted(StandardCharsets.UTF_8.decode(bytes).toString());
        }

        private static String quoted(String text) {
            return " \"" + folded(text.replace("\n", "^J")) + "\"";
        }

        String oids() {
            StringBuilder oids = new StringBuilder();
            for (int count = int2(); count > 0; count--) {
                oids.append(' ').append(int4());
            }
            return oids.toString();
        }

        String values() {
            StringBuilder values = new StringBuilder();
            for (int count = int2(); count > 0; count--) {
                int length = int4();
                if (length > bytes.remaining()) {
                    throw new BufferUnderflowException(); // Before room is made for as much.
                }
                byte[] value = new byte[length];
                bytes.get(value);
                values.append(' ').append(folded(new String(value, StandardCharsets.UTF_8)));
            }
            return values.toString();
        }
    }

    private static String describedRequest(Body in) {
        return switch (in.type()) {
            case FrontendType.QUERY, FrontendType.COPY_FAIL -> in.text();
            case FrontendType.PARSE -> in.name() + in.text() + in.oids();
            case FrontendType.BIND -> {
                String portal = in.name();
                String statement = in.name();
                in.int2();
                String values = in.values();
                yield portal + (statement.isEmpty() ? "" : " <-" + statement) + (values.isEmpty() ? "" : " =" + values);
            }
            case FrontendType.DESCRIBE, FrontendType.CLOSE -> (in.int1() == 'S' ? " statement" : " portal") + in.name();
            case FrontendType.EXECUTE -> {
                String portal = in.name();
                int rows = in.int4();
                yield portal + (rows == 0 ? "" : " " + rows);
            }
            case FrontendType.FUNCTION_CALL -> " " + in.int4();
            default -> in.rest();
        };
    }

    private static String describedAnswer(Body in) {
        return switch (in.type()) {
            case BackendType.COMMAND_COMPLETE -> in.text();
            case BackendType.PARAMETER_DESCRIPTION -> in.oids();
            case BackendType.ROW_DESCRIPTION -> {
                StringBuilder names = new StringBuilder();
                for (int count = in.int2(); count > 0; count--) {
                    names.append(in.name());
                    in.bytes.position(in.bytes.position() + 18);
                }
                yield names.toString();
            }
            case BackendType.DATA_ROW -> in.values();
            case BackendType.READY_FOR_QUERY -> " " + (char) in.int1();
            case BackendType.PARAMETER_STATUS -> in.name() + in.text();
            case BackendType.COPY_IN_RESPONSE -> {
                in.int1();
                int columns = in.int2();
                yield columns == 0 ? "" : " " + columns;
            }
            case BackendType.FUNCTION_CALL_RESPONSE -> {
                in.int4();
                yield in.rest();
            }
            case BackendType.ERROR_RESPONSE -> {
                String code = "";
                String message = "";
                String routine = "";
                while (!in.isAtEnd()) {
                    switch (in.int1()) {
                        case 0:
                            break;
                        case 'C':
                            code = in.cstring();
                            break;
                        case 'M':
                            message = in.text();
                            break;
                        case 'R':
                            routine = in.name();
                            break;
                        default:
                            in.cstring();
                            break;
                    }
                }
                yield " " + code + message + routine;
            }
            default -> "";
        };
    }
}
