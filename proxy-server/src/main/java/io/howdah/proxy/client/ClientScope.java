package io.howdah.proxy.client;

import io.howdah.proxy.cache.CacheSwitch;
import io.howdah.proxy.cache.LoopCache;
import io.howdah.proxy.cache.Place;
import io.howdah.proxy.cache.Scope;
import io.howdah.proxy.parameters.TrackedParameters;
import io.howdah.proxy.pool.Pool;
import io.howdah.proxy.session.ClientParameters;
import io.howdah.proxy.session.SessionState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One client's {@link Scope} in the result cache: its database, its role, and the settings that it has chosen. */
final class ClientScope {

    /** Settings of which neither a text's meaning nor an answer's bytes depend. */
    private static final Set<String> MEANINGLESS = Set.of("application_name", "default_transaction_read_only",
            "idle_in_transaction_session_timeout", "idle_session_timeout", "lock_timeout", "statement_timeout",
            "transaction_timeout");

    /** Values of {@link CacheSwitch#OF_CLIENT} that leave the cache on. */
    private static final Set<String> ON = Set.of("on", "true", "yes", "1");

    private final LoopCache cache;
    private final Pool pool;
    private final ClientParameters parameters;
    private @Nullable SessionState scopeOf;
    private @Nullable Scope scope;
    private boolean isOff;

    /** @param cache of the client's loop */
    ClientScope(LoopCache cache, Pool pool, ClientParameters parameters) {
        this.cache = cache;
        this.pool = pool;
        this.parameters = parameters;
    }

    /** The client's scope. @return null if what its texts mean is not known, for a statement of its transaction may have changed it */
    @Nullable
    Scope now() {
        SessionState meaning = parameters.meaning();
        if (meaning == null || pool.config().target().connectQuery().isPresent()) {
            return null;
        }
        Scope known = scope;
        if (known == null || meaning != scopeOf) {
            known = cache.cache().scope(new Place(pool.key().database(), pool.key().user(), pool.key(),
                    pool.config().target().database(), pool.config().database().hosts().toString(), chosen(meaning)));
            scope = known;
            isOff = turnsOff(meaning);
            scopeOf = meaning;
        }
        return known;
    }

    /** The scope, if the client takes answers from the cache. What it writes ends those of others in any case. */
    @Nullable
    Scope ofAnswers() {
        Scope here = now();
        return isOff ? null : here;
    }

    /** What does not clearly say on means off. */
    private static boolean turnsOff(SessionState meaning) {
        String value = meaning.get(CacheSwitch.OF_CLIENT);
        return value != null && !ON.contains(value.toLowerCase(Locale.ROOT));
    }

    private static List<Place.Setting> chosen(SessionState meaning) {
        List<Place.Setting> chosen = new ArrayList<>();
        meaning.forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!MEANINGLESS.contains(lower) && !lower.equals(CacheSwitch.OF_CLIENT)) {
                chosen.add(new Place.Setting(lower, value, TrackedParameters.assignment(name, value, true)));
            }
        });
        return List.copyOf(chosen);
    }

    /** The database's name in PostgreSQL. */
    String serverDatabase() {
        return pool.config().target().database();
    }
}
