package io.howdah.bench.conversations;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes a client's answers as lines, and compares the lines. */
final class Transcripts {

    /** The line for the end of the connection. */
    static final String END = "end of the connection";

    private Transcripts() {
    }

    /**
     * Whether the pooler's answers agree with PostgreSQL's. A client that sends Terminate without a Sync has no right to answers
     * behind the last ReadyForQuery. If the server closes the connection, the client may lose bytes on their way (TCP).
     */
    static boolean agree(Conversation conversation, List<String> direct, List<String> through) {
        List<String> right = conversation.end() == Conversation.End.TERMINATES ? upToReady(direct) : direct;
        List<String> heard = conversation.end() == Conversation.End.TERMINATES ? upToReady(through) : through;
        if (areSame(right, heard)) {
            return true;
        }
        if (!isOver(direct) || !isOver(through) || direct.stream().noneMatch(line -> line.startsWith("E SFATAL"))
                && conversation.end() == Conversation.End.TERMINATES) {
            return false;
        }
        int common = Math.min(direct.size(), through.size()) - 1;
        return direct.subList(0, common).equals(through.subList(0, common));
    }

    /**
     * In a failed transaction PostgreSQL may answer a malformed message with 08P01, and the pooler with 25P02: the latter answers
     * a message that the pooler had to send before.
     */
    private static boolean areSame(List<String> right, List<String> heard) {
        if (right.size() != heard.size()) {
            return false;
        }
        boolean failed = false;
        for (int i = 0; i < right.size(); i++) {
            boolean bothErrors = right.get(i).startsWith("E SERROR C08P01") && heard.get(i).startsWith("E SERROR C25P02");
            if (!right.get(i).equals(heard.get(i)) && !(failed && bothErrors)) {
                return false;
            }
            failed = right.get(i).startsWith("Z ") ? right.get(i).equals("Z E") : failed;
        }
        return true;
    }

    /**
     * Whether PostgreSQL has not committed at a Sync. Version 18 has this bug if a pipeline holds a Query, with nothing between
     * the Query and the Sync. PostgreSQL then loses acknowledged rows and answers the next request with an unexpected state; the
     * pooler's clients do not meet the bug.
     */
    static boolean isWithoutCommit(List<String> direct) {
        boolean inTransaction = false;
        for (String line : direct) {
            if (inTransaction && line.equals("Z I")) {
                return true;
            }
            inTransaction = line.equals("Z T") || (inTransaction && line.startsWith("3 "));
        }
        return false;
    }

    private static boolean isOver(List<String> lines) {
        return !lines.isEmpty() && lines.get(lines.size() - 1).equals(END);
    }

    private static List<String> upToReady(List<String> lines) {
        int last = lines.size();
        while (last > 0 && !lines.get(last - 1).startsWith("Z ")) {
            last--;
        }
        return lines.subList(0, last);
    }

    /**
     * The line for one message.
     *
     * @return null for messages that depend on the moment or the connection: ParameterStatus, BackendKeyData,
     *     NotificationResponse, and the notice about queueing
     */
    static @Nullable String line(byte type, byte[] body) {
        if (type == 'S' || type == 'K' || type == 'A') {
            return null;
        }
        if (type == 'E' || type == 'N') {
            StringBuilder fields = new StringBuilder().append((char) type);
            int at = 0;
            while (at < body.length && body[at] != 0) {
                int end = at + 1;
                while (body[end] != 0) {
                    end++;
                }
                // Severity, code, message, detail, hint and position. File, line and routine of PostgreSQL's source do not
                // matter.
                if ("SCMDHP".indexOf(body[at]) >= 0) {
                    fields.append(' ').append(new String(body, at, end - at, StandardCharsets.UTF_8));
                }
                at = end + 1;
            }
            // The pooler does not forward the Close of a statement, so the server reports the type of the next unexpected
            // message.
            return fields.indexOf("client being queued") >= 0 ? null
                    : fields.toString().replaceFirst("(?<=unexpected message type )0x..", "?");
        }
        StringBuilder line = new StringBuilder().append((char) type).append(' ');
        for (byte b : body) {
            line.append(b >= 32 && b < 127 ? (char) b : '.');
        }
        return line.toString();
    }

    /** The messages of a conversation: each one's type and, in parentheses, its body. */
    static String messages(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (int at = 0; at + 5 <= bytes.length; at += 1 + ByteBuffer.wrap(bytes, at + 1, 4).getInt()) {
            int length = ByteBuffer.wrap(bytes, at + 1, 4).getInt() - 4;
            text.append(text.isEmpty() ? "" : " ").append((char) bytes[at]);
            if (length > 0) {
                String body = new String(bytes, at + 5, length, StandardCharsets.ISO_8859_1);
                text.append('(').append(body.replaceAll("[^ -~]", ".")).append(')');
            }
        }
        return text.toString();
    }

    /** Both transcripts, from their first difference on. */
    static String difference(List<String> direct, List<String> through) {
        int same = 0;
        while (same < direct.size() && same < through.size() && direct.get(same).equals(through.get(same))) {
            same++;
        }
        return "after " + direct.subList(Math.max(0, same - 4), same) + "\n  PostgreSQL: "
                + direct.subList(same, Math.min(direct.size(), same + 6)) + "\n  through:    "
                + through.subList(same, Math.min(through.size(), same + 6));
    }
}
