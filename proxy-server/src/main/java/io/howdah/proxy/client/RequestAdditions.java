package io.howdah.proxy.client;

import io.howdah.protocol.CStrings;
import io.howdah.protocol.FrameWriter;
import io.howdah.protocol.FrontendType;
import io.howdah.proxy.prepared.Booking;
import io.howdah.proxy.prepared.ClientStatements;
import io.howdah.proxy.prepared.PreparedStatement;
import io.howdah.proxy.server.RequestNote;
import io.howdah.proxy.server.ResponseAction;
import io.howdah.proxy.server.ServerConnection;
import io.howdah.proxy.session.ClientParameters;
import io.howdah.proxy.sql.ParameterChange;
import io.howdah.proxy.sql.ResetPoint;
import io.howdah.proxy.sql.StatementVerdict;
import io.howdah.proxy.stream.FrameStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The additions to a client's requests that make them work as on a connection of the client's own.
 *
 * <ul>
 *   <li>RESET goes back to the client's start-up value: the pooler puts a SET behind the RESET, into the text or the batch. Since
 *       DISCARD ALL must stand alone, the pooler joins a query of its own to the request.
 *   <li>The effects of connect_query stay: the pooler runs it again behind RESET ALL and DISCARD ALL.
 *   <li>DEALLOCATE finds the statements that the client has prepared by the protocol. They have other names on the server, or are
 *       on another server. So the pooler first prepares an empty statement of the client's name, and the server itself answers.
 * </ul>
 */
final class RequestAdditions {

    /** NAMEDATALEN - 1: PostgreSQL cuts longer names in SQL. */
    private static final int LONGEST_NAME = 63;

    private final ClientParameters parameters;
    private final ClientStatements named;
    private boolean connectAtSync;
    // Requests that may or may not have deallocated the names that they have booked: their answers will tell.
    private List<RequestNote> uncertain = List.of();

    RequestAdditions(ClientParameters parameters, ClientStatements named) {
        this.parameters = parameters;
        this.named = named;
    }

    /** Enters a whole Query with this verdict in the server's account, and adds to the Query. */
    void query(FrameStream stream, ServerConnection server, StatementVerdict verdict, boolean ownsNames) {
        boolean synced = !server.outstanding().isUnsynced();
        boolean deallocates = ownsNames && verdict.deallocates();
        Names names = deallocates ? deallocate(stream, server, verdict) : Names.NONE;
        if (names.prepared && synced) {
            // A cancel request may hit the inserted Parse. Without a Sync the server would then skip the Query.
            server.requests().insertSync(stream.insertBefore());
        }
        List<Integer> runs = new ArrayList<>();
        ByteBuf text = edited(stream, verdict, runs);
        RequestNote.Joint joint = needsJoint(server, verdict) ? new RequestNote.Joint() : null;
        RequestNote note = runs.isEmpty() && !deallocates && joint == null ? null
                : RequestNote.of(runs.isEmpty() ? null : runs.stream().mapToInt(Integer::intValue).toArray(), names.gone,
                        names.held, server.session(), joint);
        if (note == null) {
            server.outstanding().add(FrontendType.QUERY);
        } else {
            server.outstanding().add(FrontendType.QUERY, note.action(), watched(note));
        }
        if (text != null) {
            ByteBuf out = stream.replace();
            int length = FrameWriter.begin(out, FrontendType.QUERY);
            out.writeBytes(text).writeByte(0);
            FrameWriter.end(out, length);
            text.release();
        }
        if (joint != null) {
            join(stream, server, joint);
        }
    }

    /** Enters an Execute of a portal whose statement has this verdict, and adds to the batch. */
    void execute(FrameStream stream, ServerConnection server, StatementVerdict verdict, boolean ownsNames) {
        boolean deallocates = ownsNames && verdict.deallocates();
        Names names = deallocates ? deallocate(stream, server, verdict) : Names.NONE;
        server.outstanding().add(FrontendType.EXECUTE, ResponseAction.FORWARD,
                !deallocates ? Booking.NONE
                        : watched(RequestNote.of(null, names.gone, names.held, server.session(), null)));
        for (ResetPoint point : verdict.resets()) {
            for (String statement : parameters.restoring(point)) {
                server.requests().insertStatement(statement, stream.insertAfter());
            }
        }
        connectAtSync |= undoesConnectQuery(server, verdict);
    }

    /** Enters a Sync. If the batch has undone connect_query, the pooler runs connect_query again behind the Sync. */
    void sync(FrameStream stream, ServerConnection server) {
        if (!connectAtSync) {
            server.outstanding().add(FrontendType.SYNC);
            return;
        }
        connectAtSync = false;
        RequestNote.Joint joint = new RequestNote.Joint();
        server.outstanding().add(FrontendType.SYNC, ResponseAction.FORWARD,
                RequestNote.of(null, List.of(), List.of(), server.session(), joint));
        server.requests().insertBehind(parameters.restoringAfter(server.target().connectQuery().orElse("")), joint,
                stream.insertAfter());
    }

    /** Whether a DEALLOCATE of this name is outstanding, so that only its answer tells if the name stands. */
    boolean isUncertain(ByteBuf in, int index, int length) {
        if (uncertain.isEmpty()) {
            return false;
        }
        uncertain.removeIf(note -> !note.isUncertain());
        byte[] name = ByteBufUtil.getBytes(in, index, length);
        return uncertain.stream().anyMatch(note -> note.deallocates(name));
    }

    private RequestNote watched(RequestNote note) {
        if (note.isUncertain()) {
            uncertain = uncertain.isEmpty() ? new ArrayList<>() : uncertain;
            uncertain.removeIf(known -> !known.isUncertain());
            uncertain.add(note);
        }
        return note;
    }

    // ---- setting back

    /**
     * The Query's text with the pooler's statements inserted; null if there are none.
     *
     * @param runs gets the numbers for {@link RequestNote#of}
     */
    private @Nullable ByteBuf edited(FrameStream stream, StatementVerdict verdict, List<Integer> runs) {
        ByteBuf text = null;
        ByteBuf in = stream.buffer();
        int from = stream.bodyIndex();
        int copied = from;
        int statements = 0;
        for (ResetPoint point : verdict.resets()) {
            List<String> restoring = point.kind() == ParameterChange.Kind.DISCARD_ALL ? List.of() : parameters.restoring(point);
            if (restoring.isEmpty()) {
                continue;
            }
            text = text == null ? in.alloc().buffer(stream.bodyLength() + 256) : text;
            text.writeBytes(in, copied, from + point.end() - copied);
            copied = from + point.end();
            for (String statement : restoring) {
                text.writeByte(';');
                text.writeCharSequence(statement, StandardCharsets.US_ASCII);
            }
            runs.add(point.statement() + 1 - statements);
            runs.add(restoring.size());
            statements = point.statement() + 1;
        }
        if (text != null) {
            int end = CStrings.indexOfNul(in, copied, stream.position());
            text.writeBytes(in, copied, (end < 0 ? stream.position() : end) - copied);
        }
        return text;
    }

    private boolean needsJoint(ServerConnection server, StatementVerdict verdict) {
        return undoesConnectQuery(server, verdict) || (verdict.discardsAll() && parameters.initial().size() > 0);
    }

    private static boolean undoesConnectQuery(ServerConnection server, StatementVerdict verdict) {
        return server.target().connectQuery().isPresent() && verdict.resets().stream().anyMatch(point -> point.name().isEmpty());
    }

    private void join(FrameStream stream, ServerConnection server, RequestNote.Joint joint) {
        String connectQuery = server.target().connectQuery().orElse("");
        server.requests().insertBehind(parameters.restoringAfter(connectQuery), joint, stream.insertAfter());
        parameters.settingBack(joint::isBehind);
    }

    // ---- DEALLOCATE

    /**
     * The names that a request deallocates.
     *
     * @param gone the client's names
     * @param held all statements that the server has, if the request deallocates all
     * @param prepared whether the pooler has put statements of the client's names before the request
     */
    private record Names(List<ClientStatements.Registration> gone, List<PreparedStatement> held, boolean prepared) {
        static final Names NONE = new Names(List.of(), List.of(), false);
    }

    private Names deallocate(FrameStream stream, ServerConnection server, StatementVerdict verdict) {
        List<ClientStatements.Registration> gone = new ArrayList<>();
        for (String name : verdict.deallocated()) {
            byte[] bytes = cut(CStrings.bytes(name));
            ClientStatements.Registration registration = named.find(bytes);
            if (registration != null) {
                named.remove(registration);
                gone.add(registration);
                server.requests().prepareEmpty(CStrings.text(bytes), stream.insertBefore());
            } else if (name.startsWith(PreparedStatement.NAME_PREFIX)) {
                server.statements().unknown(name);
            }
        }
        boolean prepared = !gone.isEmpty();
        List<PreparedStatement> held = List.of();
        if (verdict.deallocatesAll()) {
            gone.addAll(named.all());
            named.clear();
            held = server.statements().all();
            server.statements().clear();
        }
        return new Names(gone, held, prepared);
    }

    /** Cuts a name as PostgreSQL cuts an identifier: not within a character. */
    private static byte[] cut(byte[] name) {
        if (name.length <= LONGEST_NAME) {
            return name;
        }
        int length = LONGEST_NAME;
        while (length > 0 && (name[length] & 0xc0) == 0x80) {
            length--;
        }
        return Arrays.copyOf(name, length);
    }
}
