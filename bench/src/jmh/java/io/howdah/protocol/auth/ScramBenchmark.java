package io.howdah.protocol.auth;

import io.howdah.bench.jmh.PoolerBenchmark;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Setup;

/**
 * Times SCRAM-SHA-256 on either side of a login. It lies in this package to reach the constructors that take a nonce. With fixed
 * nonces the other side's messages can be made beforehand, so that only one side is timed.
 */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls the setup before a benchmark.
public class ScramBenchmark extends PoolerBenchmark {

    private static final String PASSWORD = "a password of some length";
    private static final String CLIENT_NONCE = "rOprNGfwEbeRWgbNEkqO";
    private static final String SERVER_NONCE = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";

    private final ScramSecret secret = ScramSecret.derive(PASSWORD);
    private Credentials.Keys keys;
    private byte[] clientFirst;
    private byte[] serverFirst;
    private byte[] clientFinal;

    @Setup
    public void exchange() {
        keys = clientKeys();
        ScramClient client = client();
        clientFirst = client.first();
        serverFirst = server().first(clientFirst);
        clientFinal = client.respond(serverFirst, keys);
    }

    private ScramServer server() {
        return new ScramServer(secret, false, null, false, SERVER_NONCE);
    }

    private static ScramClient client() {
        return new ScramClient("", new Credentials.Password(PASSWORD), null, CLIENT_NONCE);
    }

    /** The server's side of a client's login, without the drawing of a nonce. The pooler computes it on an event loop. */
    @Benchmark
    public byte[] serverExchange() {
        ScramServer server = server();
        server.first(clientFirst);
        return server.last(clientFinal);
    }

    /** The client's side of a login to PostgreSQL, with known keys. The pooler computes it on an event loop. */
    @Benchmark
    public byte[] clientExchange() {
        ScramClient client = client();
        client.first();
        return client.respond(serverFirst, keys);
    }

    /** The keys of a password, PBKDF2 with 4096 iterations. The pooler computes them off the event loops, and keeps them. */
    @Benchmark
    public Credentials.Keys clientKeys() {
        return Credentials.Keys.ofSaltedPassword(ScramClient.saltedPassword(PASSWORD, secret.salt(), secret.iterations()));
    }
}
