package io.howdah.proxy.auth;

import io.howdah.protocol.auth.Md5Password;
import io.howdah.protocol.auth.ScramSecret;
import io.howdah.protocol.auth.ScramServer;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Makes the login of an unknown name look like that of an existing user, the model. A keyed hash of the name draws the model, so
 * a name looks the same at each login. Of the unknown names the same share looks like users with an md5 hash, say, as of the
 * users has one. Method, iterations, length of the salt and time follow from the model; the exchange fails whatever the proof.
 *
 * <p>Models are the configuration's users with a secret, and the users of auth_query's server: by {@link SecretKinds}, and the
 * users that auth_query has found. Any thread.
 */
final class Strangers {

    /** Most users found by auth_query that serve as models: enough for the shares to be right. */
    private static final int MOST_FOUND = 1_000;

    private final byte[] poolerSecret = new byte[32];
    private final Map<String, LoginUser> found = new TreeMap<>();
    private List<LoginUser> configured = List.of();
    private List<LoginUser> ofServer = List.of();
    private volatile List<LoginUser> models = List.of();
    private volatile List<LoginUser> scramModels = List.of();

    Strangers() {
        new SecureRandom().nextBytes(poolerSecret);
    }

    /** Takes another configuration's users over. */
    synchronized void configure(Collection<LoginUser> users) {
        configured = users.stream().filter(user -> user.secret().isPresent()).sorted(Comparator.comparing(LoginUser::name))
                .toList();
        changed();
    }

    /** Takes over models for the users of auth_query's server. */
    synchronized void ofServer(List<LoginUser> models) {
        ofServer = models;
        changed();
    }

    /** auth_query has found a user with a secret. */
    synchronized void found(LoginUser user) {
        String key = user.database() + "\0" + user.name();
        LoginUser before = found.get(key);
        if (before == null ? found.size() < MOST_FOUND : !before.equals(user)) {
            found.put(key, user);
            changed();
        }
    }

    private void changed() {
        List<LoginUser> all = new ArrayList<>(configured);
        all.addAll(ofServer);
        all.addAll(found.values());
        models = List.copyOf(all);
        scramModels = all.stream().filter(user -> !Md5Password.isHash(user.secret().orElseThrow())).toList();
    }

    /** The model for this name; empty if no user is known. */
    Optional<LoginUser> model(String name) {
        return draw(models, name);
    }

    /** The model among the users who can authenticate by SCRAM. */
    Optional<LoginUser> scramModel(String name) {
        return draw(scramModels, name);
    }

    private Optional<LoginUser> draw(List<LoginUser> from, String name) {
        if (from.isEmpty()) {
            return Optional.empty();
        }
        int hash = ByteBuffer.wrap(ScramServer.mock("model of " + name, poolerSecret).salt()).getInt();
        return Optional.of(from.get(Math.floorMod(hash, from.size())));
    }

    /** A verifier for an exchange that must fail: of the model's form, with a salt that stays the same for the name. */
    ScramSecret like(ScramSecret model, String name) {
        return ScramServer.mock(name, poolerSecret, model.iterations(), model.salt().length);
    }

    /** A verifier for an exchange that must fail, if there is no model. */
    ScramSecret likeNobody(int iterations, String name) {
        ScramSecret mock = ScramServer.mock(name, poolerSecret);
        return ScramServer.mock(name, poolerSecret, iterations, mock.salt().length);
    }
}
