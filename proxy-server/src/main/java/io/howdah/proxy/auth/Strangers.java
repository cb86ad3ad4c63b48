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
 * What a name looks like that nobody has: like that of a user who exists, the model. The model is drawn by a keyed hash of the name. So a
 * name looks the same each time, and of names nobody has as large a share looks like a user with an md5 hash, say, as of users has one.
 * Method, iterations, length of the salt and time follow from the model; the exchange fails whatever the proof.
 *
 * <p>Models are the users of the configuration that have a secret, and those of the server that auth_query asks: {@link SecretKinds}, and
 * whom auth_query has found. Any thread.
 */
final class Strangers {

    /** Of the users auth_query has found so many serve as models: enough for the shares to be right. */
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

    /** Puts other users of the configuration in force. */
    synchronized void configure(Collection<LoginUser> users) {
        configured = users.stream().filter(user -> user.secret().isPresent()).sorted(Comparator.comparing(LoginUser::name)).toList();
        changed();
    }

    /** What the users of a server look like that auth_query asks. */
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

    /** The user whom this name looks like; nothing where none is known. */
    Optional<LoginUser> model(String name) {
        return draw(models, name);
    }

    /** The same of those who can prove by SCRAM who they are. */
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

    /** A verifier for an exchange that will fail: like this one, with a salt that stays the same for the name. */
    ScramSecret like(ScramSecret model, String name) {
        return ScramServer.mock(name, poolerSecret, model.iterations(), model.salt().length);
    }

    /** The same where nobody is known to be like. */
    ScramSecret likeNobody(int iterations, String name) {
        ScramSecret mock = ScramServer.mock(name, poolerSecret);
        return ScramServer.mock(name, poolerSecret, iterations, mock.salt().length);
    }
}
