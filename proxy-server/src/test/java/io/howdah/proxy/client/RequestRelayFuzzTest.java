package io.howdah.proxy.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.howdah.protocol.FrontendType;
import io.howdah.protocol.fixtures.Pieces;
import io.howdah.proxy.client.RequestConversation.Outcome;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Clients that send anything after their login. The server gets the same, and the client is told the same, wherever the bytes are cut. Without
 * prepared statements of the pooler's the server gets each message as it came, in order, but those that mean nothing outside of COPY. No buffer
 * stays.
 */
class RequestRelayFuzzTest {

    private static final List<String> PLAIN = List.of("max_prepared_statements: 0");

    /** The lowest bit of the first byte says whether the pooler prepares statements; the next whether the client begins without a server. */
    @FuzzTest(maxDuration = "10m")
    void anyRequests(byte[] input) {
        if (input.length < 1 + Pieces.HEAD) {
            return;
        }
        boolean plain = (input[0] & 1) != 0;
        List<String> lines = new ArrayList<>();
        if (plain) {
            PLAIN.forEach(line -> lines.add("set " + line));
        }
        if ((input[0] & 2) != 0) {
            lines.add("unlinked");
        }
        byte[] sent = Arrays.copyOfRange(input, 1, input.length);
        byte[] stream = Pieces.stream(sent);
        Outcome whole = RequestConversation.outcome(lines, stream, at -> false);
        Set<Integer> cuts = new HashSet<>();
        int end = 0;
        for (byte[] piece : Pieces.of(sent)) {
            end += piece.length;
            cuts.add(end);
        }
        Outcome cut = RequestConversation.outcome(lines, stream, cuts::contains);
        if (endsWithinAFrame(stream)) {
            // The relay may look again only when more of the last message has come.
            assertThat(text(whole.server())).startsWith(text(cut.server()));
            assertThat(text(whole.told())).startsWith(text(cut.told()));
        } else {
            assertThat(text(cut.server())).isEqualTo(text(whole.server()));
            assertThat(text(cut.told())).isEqualTo(text(whole.told()));
            assertThat(cut.walk()).isEqualTo(whole.walk());
        }
        if (plain) {
            inOrder(frames(stream), frames(whole.server()));
        }
    }

    private static boolean endsWithinAFrame(byte[] stream) {
        long at = 0;
        while (at + 5 <= stream.length) {
            int length = ByteBuffer.wrap(stream).getInt((int) at + 1);
            if (length < 4) {
                return false;
            }
            at += 1L + length;
        }
        return at != stream.length;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** The frames of a stream as text; the last may be a part of one. */
    private static Deque<String> frames(byte[] stream) {
        Deque<String> frames = new ArrayDeque<>();
        ByteBuffer rest = ByteBuffer.wrap(stream);
        while (rest.remaining() >= 5 && rest.getInt(rest.position() + 1) >= 4) {
            byte[] frame = new byte[(int) Math.min(rest.remaining(), 1L + rest.getInt(rest.position() + 1))];
            rest.get(frame);
            frames.add(text(frame));
        }
        return frames;
    }

    private static void inOrder(Deque<String> sent, Deque<String> arrived) {
        for (String frame : arrived) {
            if (isOwn(frame) && !frame.equals(sent.peek())) {
                continue;
            }
            String next = sent.poll();
            while (next != null && !next.equals(frame) && mayBeLeftOut(next)) {
                next = sent.poll();
            }
            assertThat(frame).isEqualTo(next);
        }
    }

    /** A message of the pooler's own: DISCARD SEQUENCES, or Close of another client's unnamed statement. */
    private static boolean isOwn(String frame) {
        return frame.charAt(0) == FrontendType.QUERY && frame.substring(5).equals("DISCARD SEQUENCES\0")
                || frame.charAt(0) == FrontendType.CLOSE && frame.substring(5).equals("S\0");
    }

    private static boolean mayBeLeftOut(String frame) {
        byte type = (byte) frame.charAt(0);
        return type == FrontendType.COPY_DATA || type == FrontendType.COPY_DONE || type == FrontendType.COPY_FAIL
                || type == FrontendType.CLOSE || type == FrontendType.FLUSH || type == FrontendType.SYNC;
    }
}
