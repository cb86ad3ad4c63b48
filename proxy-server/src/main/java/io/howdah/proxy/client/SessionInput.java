package io.howdah.proxy.client;

import io.howdah.proxy.ledger.Account;
import io.howdah.proxy.stream.ReadGate;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;

/**
 * The client's bytes between its socket and the session: passed on at once, or held in the {@link Intake} while nobody reads the
 * socket.
 */
final class SessionInput {

    /** Bytes of one read from a client without a server, while the bytes held for all clients have reached their limit. */
    private static final int SHORT_READ = 512;

    /** The reasons not to read the client's socket. */
    private enum Pause {
        /** SUSPEND is in force. */
        SUSPENDED,
        /** The intake holds more than a little. */
        HOLDING,
        /** A message waits for the server's answer to an earlier one. */
        STALLED,
        /** The client does not read its answers. */
        ANSWERS,
        /** The client's server takes no more requests now. */
        SERVER
    }

    /** The session, which handles the client's bytes. */
    interface Target {
        /** Handles bytes that need not wait; owns them. */
        void process(ByteBuf in);

        /** The bytes of one read, or the held bytes, have been handled. */
        void readComplete();

        /** The client has gone, and there is no room for its last bytes. */
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

    /** @param waiting counts the bytes held for all clients */
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

    /** The client has sent bytes; owns them. */
    void received(ByteBuf in) {
        clock.received(in.readableBytes());
        if (holds()) {
            intake.add(in);
            count();
        } else {
            target.process(in);
        }
    }

    /** Whether new bytes must wait. */
    private boolean holds() {
        return intake.isHolding() || progress.phase().holdsBytes() || isSuspended();
    }

    /** How many bytes of one read may come now, at most; 0 while bytes wait. */
    int takes() {
        if (holds() || relay.isStalled()) {
            return 0;
        }
        return link.server() == null && intake.isShortOfMemory() ? SHORT_READ : Integer.MAX_VALUE;
    }

    // ---- what waits

    /** The bytes that wait. */
    Intake intake() {
        return intake;
    }

    /** Keeps bytes that wait for more than a moment; owns them. */
    void hold(ByteBuf in) {
        intake.put(in);
        holdOn();
    }

    /** Prepares held bytes, if there are any, for a longer wait. */
    void holdOn() {
        intake.compact();
        count();
    }

    /** Counts the held bytes, after they have come to wait for longer or have gone. */
    void count() {
        if (intake.settle()) {
            adjust();
        }
        if (gate.isOpenForGood() && intake.isShortOfMemory()) {
            target.lost();
        }
    }

    /** Handles the held bytes, which need not wait any longer. */
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

    /** Reads the socket, or stops reading it. */
    void adjust() {
        gate.set(Pause.HOLDING, intake.isHeavy()).set(Pause.STALLED, relay.isStalled()).set(Pause.ANSWERS, !output.isTaken())
                .set(Pause.SERVER, !link.takesMore()).apply();
    }

    /** Like {@link #adjust}, but only if nobody reads the socket at present. */
    void adjustIfLeftAlone() {
        if (!gate.isReading()) {
            adjust();
        }
    }

    /** From now on the socket is read, whatever the reasons against it. */
    void openForGood() {
        gate.openForGood();
        gate.apply();
    }

    /** Begins or ends SUSPEND. */
    void suspend(boolean on) {
        gate.set(Pause.SUSPENDED, on);
        adjust();
        if (!on && intake.isHolding() && (progress.is(SessionPhase.IDLE) || progress.is(SessionPhase.LINKED))) {
            processHeld();
        }
    }

    /** Whether SUSPEND is in force. */
    boolean isSuspended() {
        return gate.stands(Pause.SUSPENDED);
    }

    /** The client has hung up with data left in its socket. The data are read to the end, if there is room for them. */
    void hungUp() {
        gate.openForGood();
        count();
        adjust();
    }
}
