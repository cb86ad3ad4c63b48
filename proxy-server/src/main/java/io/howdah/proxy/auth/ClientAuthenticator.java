package io.howdah.proxy.auth;

import io.howdah.config.AuthType;
import io.howdah.protocol.CStrings;
import io.howdah.protocol.ProtocolViolationException;
import io.howdah.protocol.SqlState;
import io.howdah.protocol.auth.Credentials;
import io.howdah.protocol.auth.Md5Password;
import io.howdah.protocol.auth.ScramException;
import io.howdah.protocol.auth.ScramSecret;
import io.howdah.protocol.auth.ScramServer;
import io.howdah.protocol.backend.Authentication;
import io.howdah.protocol.backend.BackendMessage;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.frontend.PasswordMessage;
import io.howdah.protocol.frontend.SASLInitialResponse;
import io.howdah.protocol.frontend.SASLResponse;
import io.netty.buffer.ByteBuf;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One client's authentication by one method: the first message for the client, and the reaction to its answers. No channel:
 * messages in, messages out. An unknown user goes through the same steps as a known user and gets the same error.
 */
public abstract class ClientAuthenticator {

    /**
     * The result of a step.
     *
     * @param reply for the client, or null
     * @param done whether the client has proved its identity
     * @param error why the client has failed, or null
     */
    public record Step(@Nullable BackendMessage reply, boolean done, @Nullable ErrorResponse error) {
        static Step ask(BackendMessage reply) {
            return new Step(reply, false, null);
        }

        static Step success(@Nullable BackendMessage last) {
            return new Step(last, true, null);
        }

        static Step failure(SqlState state, @Nullable String message) {
            return new Step(null, false, ErrorResponse.of("FATAL", state, message));
        }
    }

    /** Bytes of a password in clear text. Tokens that cloud services use as passwords have some 2,000 bytes. */
    static final int LONGEST_PASSWORD = 8 << 10;

    final LoginUser user;
    final CredentialStore store;
    private Runnable afterWrongPassword = () -> {};

    /** Only this package has methods of authentication. */
    ClientAuthenticator(LoginUser user, CredentialStore store) {
        this.user = user;
        this.store = store;
    }

    /**
     * The exchange for this user by the configured method. With {@code md5}, a user with a SCRAM secret authenticates by SCRAM,
     * as in PostgreSQL and PgBouncer.
     *
     * @param endPoint the hash for channel binding; empty without TLS
     * @param work runs computations of milliseconds
     */
    static ClientAuthenticator of(AuthType type, LoginUser user, CredentialStore store, Optional<byte[]> endPoint,
            Executor work) {
        switch (type) {
            case ANY:
                return new None(user, store, false);
            case TRUST, CERT, PEER:
                return new None(user, store, true);
            case PLAIN:
                return new Plain(user, store, work);
            case MD5:
                Optional<LoginUser> model = user.secret().isPresent() ? Optional.empty() : store.model(user);
                boolean scram = user.secret().or(() -> model.flatMap(LoginUser::secret)).flatMap(ScramSecret::parse).isPresent();
                return scram ? new Scram(user, store, model, endPoint, work) : new Md5(user, store);
            default:
                return new Scram(user, store, Scram.canProve(user) ? Optional.empty() : store.scramModel(user), endPoint, work);
        }
    }

    /** An exchange that ends with this step before it begins: no secret would help. */
    static ClientAuthenticator refusing(Step refusal, LoginUser user, CredentialStore store) {
        return new Refusal(refusal, user, store);
    }

    /** Whom to tell if the client gives a wrong password. */
    ClientAuthenticator afterWrongPassword(Runnable told) {
        afterWrongPassword = told;
        return this;
    }

    /** The first step. */
    public abstract CompletionStage<Step> begin();

    /** The step after the client's answer, given by the body of a 'p' message. Reads the body before it returns. */
    public abstract CompletionStage<Step> answer(ByteBuf body);

    /** Longest body of the client's answer: no longer than a correct answer can be. */
    public abstract int longestAnswer();

    /** Whether the client has failed to prove who it is, so that it may be guessing. A limit that is reached is no such error. */
    public boolean isFailedProof(ErrorResponse error) {
        return String.valueOf(error.sqlState()).startsWith("28");
    }

    /** Whether the user exists, if the method needs to know. */
    public boolean isKnown() {
        return user.exists();
    }

    /** The user's name after a successful login. */
    public String user() {
        return user.name();
    }

    /** The client has proved its identity. @param last message to send, or null */
    Step proved(@Nullable BackendMessage last) {
        store.proved(user, null);
        return Step.success(last);
    }

    /** The error has PgBouncer's words; the log has the user's name. */
    final Step wrongPassword() {
        afterWrongPassword.run();
        return Step.failure(SqlState.INVALID_PASSWORD, wrongPasswordText());
    }

    String wrongPasswordText() {
        return "password authentication failed";
    }

    static CompletionStage<Step> now(Step step) {
        return CompletableFuture.completedFuture(step);
    }

    static String password(ByteBuf body) {
        return PasswordMessage.read(body).password();
    }

    /** trust and any: no proof. With trust the user must be known all the same. */
    private static final class None extends ClientAuthenticator {
        private final boolean mustExist;

        None(LoginUser user, CredentialStore store, boolean mustExist) {
            super(user, store);
            this.mustExist = mustExist;
        }

        @Override
        public boolean isKnown() {
            return !mustExist || super.isKnown();
        }

        @Override
        public int longestAnswer() {
            return 0;
        }

        @Override
        public CompletionStage<Step> begin() {
            return now(!mustExist || user.exists()
                    ? proved(null)
                    : Step.failure(SqlState.INVALID_AUTHORIZATION, "\"trust\" authentication failed"));
        }

        @Override
        public CompletionStage<Step> answer(ByteBuf body) {
            throw new ProtocolViolationException("unexpected password message");
        }
    }

    /** Certificate, account or address are not good enough. */
    private static final class Refusal extends ClientAuthenticator {
        private final Step refusal;

        Refusal(Step refusal, LoginUser user, CredentialStore store) {
            super(user, store);
            this.refusal = refusal;
        }

        /** The log says nothing of whether the user exists: nobody has asked. */
        @Override
        public boolean isKnown() {
            return true;
        }

        @Override
        public int longestAnswer() {
            return 0;
        }

        @Override
        public CompletionStage<Step> begin() {
            return now(refusal);
        }

        @Override
        public CompletionStage<Step> answer(ByteBuf body) {
            throw new ProtocolViolationException("unexpected password message");
        }
    }

    /** The password in clear text. */
    private static final class Plain extends ClientAuthenticator {
        private final Executor work;

        Plain(LoginUser user, CredentialStore store, Executor work) {
            super(user, store);
            this.work = work;
        }

        @Override
        public int longestAnswer() {
            return LONGEST_PASSWORD;
        }

        @Override
        public CompletionStage<Step> begin() {
            return now(Step.ask(new Authentication.CleartextPassword()));
        }

        @Override
        public CompletionStage<Step> answer(ByteBuf body) {
            String given = password(body);
            if (given.isEmpty()) {
                return now(Step.failure(SqlState.INVALID_PASSWORD, "empty password returned by client"));
            }
            return CompletableFuture.supplyAsync(() -> matches(given) ? proved(null) : wrongPassword(), work);
        }

        /** For a user without a secret the same work is done, with the secret of a model user. */
        private boolean matches(String given) {
            return user.secret().or(() -> store.model(user).flatMap(LoginUser::secret)).filter(stored -> matches(stored, given))
                    .isPresent()
                    && user.secret().isPresent();
        }

        private boolean matches(String stored, String given) {
            if (Md5Password.isHash(stored)) {
                return same(stored, Md5Password.hash(user.name(), given));
            }
            return ScramSecret.parse(stored)
                    .map(secret -> ScramSecret.derive(given, secret.salt(), secret.iterations()).equals(secret))
                    .orElseGet(() -> same(stored, given));
        }

        private static boolean same(String a, String b) {
            return MessageDigest.isEqual(CStrings.bytes(a), CStrings.bytes(b));
        }
    }

    /** md5 with a random salt. */
    private static final class Md5 extends ClientAuthenticator {
        private static final SecureRandom RANDOM = new SecureRandom();

        private final byte[] salt = new byte[4];

        Md5(LoginUser user, CredentialStore store) {
            super(user, store);
            RANDOM.nextBytes(salt);
        }

        /** The answer has 36 bytes; a few more are read and found to be wrong. */
        @Override
        public int longestAnswer() {
            return 1 << 10;
        }

        @Override
        public CompletionStage<Step> begin() {
            return now(Step.ask(new Authentication.Md5Password(salt)));
        }

        @Override
        public CompletionStage<Step> answer(ByteBuf body) {
            String response = password(body);
            String stored = user.secret().orElse(null);
            // Computes a hash for every user, so that every user takes the same time.
            String hashed = Md5Password.hash(user.name(), stored == null ? "no such user" : stored);
            String hash = stored != null && Md5Password.isHash(stored) ? stored : hashed;
            boolean right = Md5Password.verify(hash, salt, response);
            return now(right && stored != null ? proved(null) : wrongPassword());
        }
    }

    /** SCRAM-SHA-256, and over TLS SCRAM-SHA-256-PLUS. */
    private static final class Scram extends ClientAuthenticator {
        private final Executor work;
        private final Optional<LoginUser> model;
        private final byte @Nullable [] endPoint;
        private @Nullable Exchange exchange;

        private record Exchange(ScramServer scram, ScramSecret secret, boolean mock) {}

        /**
         * @param model stands in for a user who cannot authenticate by SCRAM
         * @param endPoint the hash for channel binding, with which SCRAM-SHA-256-PLUS is offered
         */
        Scram(LoginUser user, CredentialStore store, Optional<LoginUser> model, Optional<byte[]> endPoint, Executor work) {
            super(user, store);
            this.model = model;
            this.endPoint = endPoint.orElse(null);
            this.work = work;
        }

        /** A mechanism, a name and a nonce; or nonces and a proof. */
        @Override
        public int longestAnswer() {
            return 4 << 10;
        }

        static boolean canProve(LoginUser user) {
            return user.secret().filter(secret -> !Md5Password.isHash(secret)).isPresent();
        }

        @Override
        public CompletionStage<Step> begin() {
            return now(Step.ask(new Authentication.Sasl(endPoint == null ? List.of(ScramServer.MECHANISM)
                    : List.of(ScramServer.MECHANISM_PLUS, ScramServer.MECHANISM))));
        }

        @Override
        public CompletionStage<Step> answer(ByteBuf body) {
            Exchange begun = exchange;
            if (begun != null) {
                return now(last(begun, SASLResponse.read(body).data()));
            }
            SASLInitialResponse first = SASLInitialResponse.read(body);
            boolean plus = endPoint != null && first.mechanism().equals(ScramServer.MECHANISM_PLUS);
            if (!plus && !first.mechanism().equals(ScramServer.MECHANISM)) {
                return now(Step.failure(SqlState.PROTOCOL_VIOLATION, "client selected an invalid SASL authentication mechanism"));
            }
            if (store.isScramSecretReady(model.orElse(user))) {
                return now(first(first.data(), plus));
            }
            return CompletableFuture.supplyAsync(() -> first(first.data(), plus), work);
        }

        @Override
        String wrongPasswordText() {
            return "SASL authentication failed";
        }

        private Step first(byte @Nullable [] clientFirst, boolean plus) {
            Optional<ScramSecret> stored = store.scramSecret(user);
            boolean mock = stored.isEmpty();
            ScramSecret secret = stored.orElseGet(() -> store.mockSecret(user, model));
            ScramServer scram = new ScramServer(secret, mock, endPoint, plus);
            exchange = new Exchange(scram, secret, mock);
            try {
                return Step.ask(new Authentication.SaslContinue(scram.first(clientFirst == null ? new byte[0] : clientFirst)));
            } catch (ScramException e) {
                return failed(e);
            }
        }

        private Step last(Exchange begun, byte[] clientFinal) {
            try {
                byte[] proof = begun.scram.last(clientFinal);
                if (begun.mock) {
                    return wrongPassword();
                }
                store.proved(user, new Credentials.Keys(begun.scram.clientKey(), begun.secret.serverKey()));
                return Step.success(new Authentication.SaslFinal(proof));
            } catch (ScramException e) {
                return failed(e);
            }
        }

        private Step failed(ScramException e) {
            return e.state() == SqlState.INVALID_PASSWORD ? wrongPassword() : Step.failure(e.state(), e.getMessage());
        }
    }
}
