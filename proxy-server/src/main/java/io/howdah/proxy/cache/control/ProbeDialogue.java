package io.howdah.proxy.cache.control;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.FrontendType;
import io.howdah.protocol.backend.DataRow;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.backend.NoticeResponse;
import io.howdah.protocol.frontend.Sync;
import io.howdah.proxy.cache.probe.Finding;
import io.howdah.proxy.cache.probe.ProbeScript;
import io.howdah.proxy.pool.Pool;
import io.howdah.proxy.server.ServerConnection;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** One probe's dialogue with its server: carries out a {@link ProbeScript}. */
final class ProbeDialogue extends ServerDialogue {

    /** Where the dialogue stands. */
    private enum Step {
        BEGINNING, PARSING, ASKING_CATALOGS
    }

    private final ProbeScript script;
    private final CompletableFuture<Finding> finding;
    private Step step = Step.BEGINNING;

    /** @param finding gets the result, or an IllegalStateException */
    ProbeDialogue(Pool pool, ServerConnection server, ProbeScript script, CompletableFuture<Finding> finding) {
        super(pool, server, finding);
        this.script = script;
        this.finding = finding;
    }

    @Override
    void ask() {
        query(script.begin());
        ByteBuf parse = server().channel().alloc().directBuffer();
        byte[] body = script.parse();
        parse.writeByte(FrontendType.PARSE).writeInt(4 + 1 + body.length).writeByte(0).writeBytes(body);
        Sync.INSTANCE.write(parse);
        server().outstanding().add(FrontendType.PARSE);
        server().outstanding().add(FrontendType.SYNC);
        server().send(parse);
        server().statements().unnamedIsGone();
    }

    @Override
    void message(byte type, ByteBuf body) {
        switch (type) {
            case BackendType.ERROR_RESPONSE -> error(ErrorResponse.read(body));
            case BackendType.NOTICE_RESPONSE -> {
                NoticeResponse notice = NoticeResponse.read(body);
                if (step == Step.PARSING && notice.detail() != null) {
                    script.logged(notice.detail());
                }
            }
            case BackendType.DATA_ROW -> {
                if (step == Step.ASKING_CATALOGS) {
                    script.row(texts(DataRow.read(body)));
                }
            }
            case BackendType.READY_FOR_QUERY -> {
                if (step == Step.BEGINNING) {
                    step = Step.PARSING;
                }
            }
            default -> {
                // Descriptions, command tags and the like say nothing that the finding needs.
            }
        }
    }

    static List<String> texts(DataRow row) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < row.values().size(); i++) {
            values.add(row.text(i));
        }
        return values;
    }

    private void error(ErrorResponse error) {
        if (step == Step.PARSING && !hasFailed()) {
            script.refused(error);
        } else {
            failed(error);
        }
    }

    @Override
    boolean answered() {
        String question = step == Step.PARSING ? script.catalogQuery() : "";
        if (question.isEmpty()) {
            return false;
        }
        step = Step.ASKING_CATALOGS;
        query(question);
        return true;
    }

    @Override
    void complete() {
        finding.complete(script.finding());
    }
}
