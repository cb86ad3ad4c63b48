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
 * The first messages to clients: the values that their servers report, with the clients' start-up values put in. Made once for
 * all clients of the same servers with equal start-up parameters, as an application's connections mostly have. These clients
 * share one {@link ParameterSet}, so the hand-over of a server between them compares only references. Any thread may call.
 */
final class WelcomeMessages {

    /**
     * The first messages to a client.
     *
     * @param parameters the values that the client has asked for
     * @param told the values that the client is told
     * @param messages AuthenticationOk and a ParameterStatus for each value told
     */
    record Greeting(ParameterSet parameters, ParameterSet told, byte[] messages) {}

    /** The welcome counts by identity: each new report of a server makes a new object. */
    private record Key(ParameterSet welcome, ParameterSet base, Map<String, String> given) {}

    /**
     * Limit on the kept messages: the start-up parameters of clients may all differ, for example by a process id in
     * application_name.
     */
    static final int MOST = 1000;

    private final ConcurrentHashMap<Key, Greeting> known = new ConcurrentHashMap<>();

    /**
     * @param welcome all values that servers report to a client that has set nothing
     * @param base the values among them that connect_query has set
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

    /** connect_query's values, and over them the client's start-up values in the form in which servers would report them. */
    private static ParameterSet initial(ParameterSet welcome, ParameterSet base, Map<String, String> given) {
        ParameterSet initial = base;
        for (Map.Entry<String, String> parameter : given.entrySet()) {
            String name = welcome.spelling(parameter.getKey());
            initial = initial.with(initial.spelling(name), CanonicalValues.of(name, parameter.getValue(), welcome));
        }
        return initial;
    }

    /** The client's values that servers report: the pooler tells a client only what PostgreSQL would tell. */
    private static ParameterSet reportedOf(ParameterSet initial, ParameterSet welcome) {
        ParameterSet reported = initial;
        for (String name : initial.names()) {
            reported = welcome.contains(name) ? reported : reported.without(name);
        }
        return reported;
    }
}
