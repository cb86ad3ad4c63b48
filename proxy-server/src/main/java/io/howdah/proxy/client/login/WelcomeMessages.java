package io.howdah.proxy.client.login;

import io.howdah.protocol.backend.Authentication;
import io.howdah.protocol.backend.ParameterStatus;
import io.howdah.proxy.parameters.CanonicalValues;
import io.howdah.proxy.parameters.Encodings;
import io.howdah.proxy.parameters.ParameterSet;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What clients begin with: what their servers report, with their own start-up values put in. Made once for all clients that ask for the
 * same of the same servers, and mostly they do: an application's connections differ in nothing. They also share one
 * {@link ParameterSet} by that, so that handing a server from one to the next is a comparison of references. Any thread.
 */
final class WelcomeMessages {

    /**
     * One of them.
     *
     * @param parameters what the client has asked for
     * @param told what it is told of its parameters
     * @param messages AuthenticationOk and that
     */
    record Greeting(ParameterSet parameters, ParameterSet told, byte[] messages) {}

    /** The welcome by identity: it is another object whenever a server has reported anew. */
    private record Key(ParameterSet welcome, ParameterSet base, Map<String, String> given) {}

    /** Where clients differ (an application_name with a process id in it) what is kept has to have an end. */
    static final int MOST = 1000;

    private final ConcurrentHashMap<Key, Greeting> known = new ConcurrentHashMap<>();

    /**
     * @param welcome all that servers report to one who has set nothing
     * @param base what of that connect_query has set
     * @param given the client's start-up parameters
     */
    Greeting of(ParameterSet welcome, ParameterSet base, Map<String, String> given) {
        Key key = new Key(welcome, base, given);
        Greeting greeting = known.get(key);
        if (greeting == null) {
            if (known.size() >= MOST) {
                known.clear();
            }
            greeting = make(welcome, base, given);
            known.put(new Key(welcome, base, Map.copyOf(given)), greeting);
        }
        return greeting;
    }

    int size() {
        return known.size();
    }

    private static Greeting make(ParameterSet welcome, ParameterSet base, Map<String, String> given) {
        ParameterSet initial = initial(welcome, base, given);
        ParameterSet told = welcome.withAll(reportedOf(initial, welcome));
        ByteBuf out = Unpooled.buffer(1024);
        Authentication.Ok.INSTANCE.write(out);
        told.forEach((name, value) -> new ParameterStatus(name, Encodings.toClients(value, told)).write(out));
        return new Greeting(initial, told, ByteBufUtil.getBytes(out));
    }

    /** The client's start-up values as servers would report them, over connect_query's. */
    private static ParameterSet initial(ParameterSet welcome, ParameterSet base, Map<String, String> given) {
        ParameterSet initial = base;
        for (Map.Entry<String, String> parameter : given.entrySet()) {
            String name = welcome.spelling(parameter.getKey());
            initial = initial.with(initial.spelling(name), CanonicalValues.of(name, parameter.getValue(), welcome));
        }
        return initial;
    }

    /** Of the client's values, those that servers report: a client is told nothing PostgreSQL would not tell it. */
    private static ParameterSet reportedOf(ParameterSet initial, ParameterSet welcome) {
        ParameterSet reported = initial;
        for (String name : initial.names()) {
            reported = welcome.contains(name) ? reported : reported.without(name);
        }
        return reported;
    }
}
