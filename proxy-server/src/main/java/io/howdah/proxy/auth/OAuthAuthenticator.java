package io.howdah.proxy.auth;

import io.howdah.config.OAuthSettings;
import io.howdah.protocol.Printable;
import io.howdah.protocol.SqlState;
import io.howdah.protocol.auth.OAuthBearer;
import io.howdah.protocol.auth.OAuthBearerException;
import io.howdah.protocol.backend.Authentication;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.frontend.PasswordMessage;
import io.howdah.protocol.frontend.SASLInitialResponse;
import io.howdah.protocol.frontend.SASLResponse;
import io.howdah.proxy.auth.oauth.BearerTokens;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bearer token, by OAUTHBEARER. After a token that is not good the client hears what a good one would be, answers with a single
 * byte, and its login has failed (PostgreSQL's {@code oauth_exchange}). The log alone says what was wrong.
 */
final class OAuthAuthenticator extends ClientAuthenticator {

    private static final Logger LOG = LoggerFactory.getLogger(OAuthAuthenticator.class);

    /** What a token is asked for. @param scope that it needs; null for that of the settings */
    record Wanted(OAuthSettings settings, @Nullable String scope) {
        String neededScope() {
            return scope == null ? settings.scope() : scope;
        }
    }

    private enum State { CHOICE, MESSAGE, REFUSED }

    private final BearerTokens tokens;
    private final Wanted wanted;
    private final Predicate<String> isUser;
    private State state = State.CHOICE;
    private boolean asksWhere;

    /** @param isUser whether a name in a token may log in as the user */
    OAuthAuthenticator(LoginUser user, CredentialStore store, BearerTokens tokens, Wanted wanted, Predicate<String> isUser) {
        super(user, store);
        this.tokens = tokens;
        this.wanted = wanted;
        this.isUser = isUser;
    }

    @Override
    public CompletionStage<Step> begin() {
        return now(Step.ask(new Authentication.Sasl(List.of(OAuthBearer.MECHANISM))));
    }

    /** As long as PostgreSQL lets tokens be. */
    @Override
    public int longestAnswer() {
        return PasswordMessage.MAX_LENGTH;
    }

    @Override
    public CompletionStage<Step> answer(ByteBuf body) {
        try {
            return switch (state) {
                case CHOICE -> chosen(SASLInitialResponse.read(body));
                case MESSAGE -> message(SASLResponse.read(body).data());
                case REFUSED -> end(SASLResponse.read(body).data());
            };
        } catch (OAuthBearerException e) {
            return now(new Step(null, false, ErrorResponse.of("FATAL", e.state(), e.getMessage()).withDetail(e.detail())));
        }
    }

    private CompletionStage<Step> chosen(SASLInitialResponse first) {
        if (!first.mechanism().equals(OAuthBearer.MECHANISM)) {
            return now(Step.failure(SqlState.PROTOCOL_VIOLATION, "client selected an invalid SASL authentication mechanism"));
        }
        byte[] data = first.data();
        if (data == null) {
            state = State.MESSAGE;
            return now(Step.ask(new Authentication.SaslContinue(new byte[0])));
        }
        return message(data);
    }

    private CompletionStage<Step> message(byte[] data) {
        String auth = OAuthBearer.auth(data);
        if (auth.isEmpty()) {
            LOG.debug("OAuth issuer discovery requested");
            asksWhere = true;
            return now(refused());
        }
        Optional<String> token = OAuthBearer.token(auth);
        if (token.isEmpty()) {
            return now(refused("malformed OAuth bearer token"));
        }
        return tokens.ask(token.get(), wanted.scope()).thenApply(this::judged);
    }

    private Step judged(BearerTokens.Answer answer) {
        String identity = answer.identity();
        if (identity == null) {
            return refused("the token is refused: " + answer.problem());
        }
        if (!isUser.test(identity)) {
            return refused("the token is for " + Printable.of(identity));
        }
        return user.exists() ? proved(null) : refused("there is no such user");
    }

    private Step refused(String why) {
        LOG.info("OAuth bearer authentication failed for user \"{}\": {}", Printable.of(user.name()), why);
        return refused();
    }

    private Step refused() {
        state = State.REFUSED;
        return Step.ask(new Authentication.SaslContinue(
                OAuthBearer.failure(wanted.settings().issuer(), wanted.neededScope())));
    }

    /** Whoever asks where to get a token has shown none. libpq does so before each login. */
    @Override
    public boolean isFailedProof(ErrorResponse error) {
        return !asksWhere && super.isFailedProof(error);
    }

    private CompletionStage<Step> end(byte[] data) {
        OAuthBearer.checkEnd(data);
        return now(Step.failure(SqlState.INVALID_AUTHORIZATION,
                "OAuth bearer authentication failed for user \"" + user.name() + "\""));
    }
}
