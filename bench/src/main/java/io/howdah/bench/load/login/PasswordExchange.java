package io.howdah.bench.load.login;

import io.howdah.protocol.ProtocolViolationException;
import io.howdah.protocol.auth.Credentials;
import io.howdah.protocol.auth.Md5Password;
import io.howdah.protocol.auth.ScramClient;
import io.howdah.protocol.auth.ScramServer;
import io.howdah.protocol.backend.Authentication;
import io.howdah.protocol.frontend.FrontendMessage;
import io.howdah.protocol.frontend.PasswordMessage;
import io.howdah.protocol.frontend.SASLInitialResponse;
import io.howdah.protocol.frontend.SASLResponse;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The client's side of one authentication: cleartext, MD5 or SCRAM-SHA-256, as the server asks. */
final class PasswordExchange {

    private final String user;
    private final String password;
    private final SaltedKeys keys;
    private @Nullable ScramClient scram;

    PasswordExchange(Target target, SaltedKeys keys) {
        this.user = target.user();
        this.password = target.password();
        this.keys = keys;
    }

    /**
     * The answer to the server's message; empty if the message needs no answer.
     *
     * @throws ProtocolViolationException for a request that the client cannot meet, or that comes out of turn
     */
    Optional<FrontendMessage> answer(Authentication request) {
        if (request instanceof Authentication.Ok) {
            return Optional.empty();
        }
        if (password.isEmpty()) {
            throw new ProtocolViolationException("the server asks for a password, and none was given");
        }
        if (request instanceof Authentication.CleartextPassword) {
            return Optional.of(new PasswordMessage(password));
        }
        if (request instanceof Authentication.Md5Password md5) {
            return Optional.of(new PasswordMessage(Md5Password.response(Md5Password.hash(user, password), md5.salt())));
        }
        return sasl(request);
    }

    private Optional<FrontendMessage> sasl(Authentication request) {
        if (request instanceof Authentication.Sasl sasl && sasl.mechanisms().contains(ScramServer.MECHANISM)) {
            scram = new ScramClient("", new Credentials.Password(password));
            return Optional.of(new SASLInitialResponse(scram.mechanism(), scram.first()));
        }
        if (request instanceof Authentication.SaslContinue next && scram != null) {
            return Optional.of(new SASLResponse(scram.respond(next.data(), keys.of(scram.challenge(next.data())))));
        }
        if (request instanceof Authentication.SaslFinal last && scram != null) {
            scram.finish(last.data());
            return Optional.empty();
        }
        throw new ProtocolViolationException("the server asks for " + request
                + " (expected: a password in clear, MD5, or SCRAM-SHA-256)");
    }
}
