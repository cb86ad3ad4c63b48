package io.howdah.bench.load;

import io.howdah.protocol.FrontendType;
import io.howdah.protocol.fixtures.Frame;
import io.howdah.protocol.fixtures.Script;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Function;

/** Scripts of servers that answer queries until the client sends Terminate. */
final class Answers {

    private Answers() {
    }

    /** Answers simple queries after a login. The function gets the text of each query. */
    static Script to(Function<String, byte[]> answer) {
        return Script.begin().then(peer -> {
            for (Frame frame = peer.read(); frame.type() != FrontendType.TERMINATE; frame = peer.read()) {
                peer.send(answer.apply(text(frame)));
            }
        });
    }

    /** Answers simple queries, one byte at a time. */
    static Script crumbsTo(Function<String, byte[]> answer) {
        return Script.begin().then(peer -> {
            for (Frame frame = peer.read(); frame.type() != FrontendType.TERMINATE; frame = peer.read()) {
                byte[] bytes = answer.apply(text(frame));
                int[] ones = new int[bytes.length - 1];
                Arrays.fill(ones, 1);
                peer.sendSplit(bytes, ones);
            }
        });
    }

    /** Sends the same answer at every Sync. */
    static Script toSync(byte[] answer) {
        return Script.begin().then(peer -> {
            for (Frame frame = peer.read(); frame.type() != FrontendType.TERMINATE; frame = peer.read()) {
                if (frame.type() == FrontendType.SYNC) {
                    peer.send(answer);
                }
            }
        });
    }

    private static String text(Frame query) {
        byte[] body = query.body();
        return new String(body, 0, body.length - 1, StandardCharsets.UTF_8);
    }
}
