package io.howdah.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.fixtures.Frame;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.TestPooler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Compares a conversation with PostgreSQL and the same conversation through the pooler: the answers must be the same. */
final class SameAsDirect {

    /** The messages of a client. The test compares what {@code heard} records. */
    @FunctionalInterface
    interface Conversation {
        void with(ScriptedClient client, List<String> heard) throws Exception;
    }

    private SameAsDirect() {
    }

    /** @param startup names and values in turn of the start-up packet */
    static void check(TestPostgres postgres, TestPooler pooler, List<String> startup, Conversation conversation)
            throws Exception {
        String[] parameters = startup.toArray(String[]::new);
        List<String> direct = new ArrayList<>();
        try (ScriptedClient client = ScriptedClient.connect("127.0.0.1", postgres.port(), 15_000)) {
            client.login(TestPostgres.APP, TestPostgres.DATABASE, parameters);
            conversation.with(client, direct);
        }
        List<String> pooled = new ArrayList<>();
        try (ScriptedClient client = pooler.client(parameters)) {
            conversation.with(client, pooled);
        }
        for (int i = 0; i < direct.size() && i < pooled.size(); i++) {
            assertThat(pooled.get(i)).as("after " + direct.subList(Math.max(0, i - 12), i)).isEqualTo(direct.get(i));
        }
        assertThat(pooled).hasSameSizeAs(direct);
    }

    /** Reads so many ReadyForQuery messages, and records a line for each message. */
    static void hear(ScriptedClient client, int readies, List<String> heard) throws IOException {
        for (int i = 0; i < readies; i++) {
            note(client.readUntil(BackendType.READY_FOR_QUERY), heard);
        }
    }

    /** Sends one simple query after another. */
    static void ask(ScriptedClient client, List<String> heard, String... queries) throws IOException {
        for (String query : queries) {
            heard.add("> " + query);
            note(client.query(query), heard);
        }
    }

    /** ParameterStatus messages have no fixed order, so the transcript has them sorted before the ReadyForQuery. */
    private static void note(List<Frame> frames, List<String> heard) {
        List<String> reports = new ArrayList<>();
        for (Frame frame : frames) {
            if (frame.type() == BackendType.PARAMETER_STATUS) {
                reports.add(line(frame));
            } else {
                if (frame.type() == BackendType.READY_FOR_QUERY) {
                    heard.addAll(reports.stream().sorted().toList());
                }
                heard.add(line(frame));
            }
        }
    }

    private static String line(Frame frame) {
        switch (frame.type()) {
            case BackendType.ERROR_RESPONSE:
            case BackendType.NOTICE_RESPONSE:
                ErrorResponse error = ErrorResponse.read(frame.buffer());
                return error.severity() + " " + error.sqlState() + " " + error.message();
            case BackendType.ROW_DESCRIPTION:
                return "T"; // it has the OIDs of tables
            case BackendType.READY_FOR_QUERY:
                return "Z " + (char) frame.body()[0];
            default:
                return (char) frame.type() + " " + new String(frame.body(), java.nio.charset.StandardCharsets.ISO_8859_1);
        }
    }
}
