package io.howdah.proxy.client;

import io.howdah.proxy.ledger.Account;
import io.howdah.proxy.stream.ReadGate;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;

/**
 * What one client sends, on its way from the socket to who deals with it: passed on at once, or held in the {@link Intake} with the socket left
 * alone.
 */
final class SessionInput {

    /** What is read at once of a client that may have to wait, while those that wait hold as much as they may. */
    private static final int SHORT_READ = 512;

    /** Why the client's socket is left alone. */
    private enum Pause {
        /** SUSPEND has been said. */
        SUSPENDED,
        /** More than a little of what the client has sent waits. */
        HOLDING,
        /** A message waits for the server's word on an earlier one. */
        STALLED,
        /** The client does not read its answers. */
        ANSWERS,
        /** The client has sent as much as its server takes. */
        SERVER
    }

    /** Who deals with what the client sends. */
    interface Target {
        /** Bytes that need not wait; owns them. */
        void process(ByteBuf in);

        /** What one read brought, or what had waited, has been dealt with. */
        void readComplete();

        /** Too much waits for a client that has gone. */
        void lost();
    }

    private final SessionClock clock;
    private final SessionProgress progress;
    private final RequestRelay relay;
    private final ServerLink link;
    private final ClientOutput output;
    private final Intake intake;
    private final ReadGate<Pause> gate;
    private final Target target;

    /** @param waiting counts the bytes of all clients that wait */
    SessionInput(Channel channel, Account waiting, SessionClock clock, SessionProgress progress, RequestRelay relay,
            ServerLink link, ClientOutput output, Target target) {
        this.intake = new Intake(channel.alloc(), waiting);
        this.gate = new ReadGate<>(channel);
        this.clock = clock;
        this.progress = progress;
        this.relay = relay;
        this.link = link;
        this.output = output;
        this.target = target;
    }

    /** Bytes have come; owns them. */
    void received(ByteBuf in) {
        clock.received(in.readableBytes());
        if (holds()) {
            intake.add(in);
            count();
        } else {
            target.process(in);
        }
    }

    /** Whether what comes now has to wait. */
    private boolean holds() {
        return intake.isHolding() || progress.phase().holdsBytes() || isSuspended();
    }

    /** How many bytes of a read are taken now, at most: none while some are held. */
    int takes() {
        if (holds() || relay.isStalled()) {
            return 0;
        }
        return link.server() == null && intake.isShortOfMemory() ? SHORT_READ : Integer.MAX_VALUE;
    }

    // ---- what waits

    /** What waits. */
    Intake intake() {
        return intake;
    }

    /** Keeps bytes that wait for more than a moment; owns them. */
    void hold(ByteBuf in) {
        intake.put(in);
        holdOn();
    }

    /** What waits, if anything does, waits for more than a moment. */
    void holdOn() {
        intake.compact();
        count();
    }

    /** What is held is held for longer than a moment, or is no longer held. */
    void count() {
        if (intake.settle()) {
            adjust();
        }
        if (gate.isOpenForGood() && intake.isShortOfMemory()) {
            target.lost();
        }
    }

    /** What waited need not wait any longer. */
    void processHeld() {
        ByteBuf rest = intake.take();
        if (rest != null) {
            clock.goesOn();
            target.process(rest);
            target.readComplete();
        }
        adjust();
    }

    // ---- the socket

    /** Has the socket read, or left alone. */
    void adjust() {
        gate.set(Pause.HOLDING, intake.isHeavy()).set(Pause.STALLED, relay.isStalled()).set(Pause.ANSWERS, !output.isTaken())
                .set(Pause.SERVER, !link.takesMore()).apply();
    }

    /** The same where the socket is left alone: something may have changed. */
    void adjustIfLeftAlone() {
        if (!gate.isReading()) {
            adjust();
        }
    }

    /** SUSPEND, or its end. */
    void suspend(boolean on) {
        gate.set(Pause.SUSPENDED, on);
        adjust();
        if (!on && intake.isHolding() && (progress.is(SessionPhase.IDLE) || progress.is(SessionPhase.LINKED))) {
            processHeld();
        }
    }

    /** Whether SUSPEND has been said. */
    boolean isSuspended() {
        return gate.stands(Pause.SUSPENDED);
    }

    /** The client has gone while something of what it had sent was left in the socket. That is read up to its end, if there is room for it. */
    void hungUp() {
        gate.openForGood();
        count();
        adjust();
    }
}
