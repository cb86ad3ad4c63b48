package io.howdah.proxy.prepared;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.proxy.parameters.ParameterSet;
import io.howdah.proxy.sql.StatementVerdict;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientStatementsTest {

    private static final Environment ANYWHERE = new Environment("pool", "");

    private final ClientStatements statements = new ClientStatements();
    private final StatementRegistry registry = new StatementRegistry();

    private PreparedStatement statement(String text) {
        return registry.intern(text.getBytes(java.nio.charset.StandardCharsets.UTF_8), ANYWHERE,
                body -> StatementVerdict.NOTHING);
    }

    private ClientStatements.Registration find(byte[] name) {
        ByteBuf buffer = Unpooled.wrappedBuffer(new byte[] {9, 9}, name, new byte[] {0, 9});
        return statements.find(buffer, 2, name.length);
    }

    /** Compares with a HashMap. The names have few bytes, so that they collide, and bytes of every value. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void doesWhatAMapDoes(long seed) {
        Random random = new Random(seed);
        Map<ByteBuffer, ClientStatements.Registration> model = new HashMap<>();
        int names = seed % 2 == 0 ? 20 : 400;
        List<ClientStatements.Registration> removed = new ArrayList<>();
        for (int i = 0; i < 60_000; i++) {
            byte[] name = new byte[1 + random.nextInt(3)];
            random.nextBytes(name);
            name[0] = (byte) (name[0] % (names / 10));
            ByteBuffer key = ByteBuffer.wrap(name);
            ClientStatements.Registration known = model.get(key);
            assertThat(find(name)).isSameAs(known);
            switch (random.nextInt(5)) {
                case 0:
                case 1:
                    if (known == null && model.size() < names) {
                        model.put(key, statements.add(name, statement("s" + i % 7)));
                    }
                    break;
                case 2:
                case 3:
                    if (known != null) {
                        statements.remove(known);
                        model.remove(key);
                        removed.add(known);
                    } else if (!removed.isEmpty()) {
                        ClientStatements.Registration any = removed.get(random.nextInt(removed.size()));
                        // This registration may be back in the table, or gone, or another registration may have its name.
                        statements.remove(any);
                        model.remove(ByteBuffer.wrap(any.name()), any);
                    }
                    break;
                default:
                    if (!removed.isEmpty()) {
                        ClientStatements.Registration back = removed.get(random.nextInt(removed.size()));
                        back.restore();
                        model.putIfAbsent(ByteBuffer.wrap(back.name()), back);
                    }
                    break;
            }
            if (random.nextInt(20_000) == 0) {
                statements.clear();
                model.clear();
            }
            assertThat(statements.size()).isEqualTo(model.size());
        }
        model.values().forEach(registration -> assertThat(find(registration.name())).isSameAs(registration));
    }

    @Test
    void namesThatCollideStayApart() {
        // Aa and BB have the same hash under the polynomial 31.
        ClientStatements.Registration a = statements.add(new byte[] {'A', 'a'}, statement("a"));
        ClientStatements.Registration b = statements.add(new byte[] {'B', 'B'}, statement("b"));
        assertThat(find(new byte[] {'A', 'a'})).isSameAs(a);
        assertThat(find(new byte[] {'B', 'B'})).isSameAs(b);
        statements.remove(a);
        assertThat(find(new byte[] {'A', 'a'})).isNull();
        assertThat(find(new byte[] {'B', 'B'})).isSameAs(b);
    }

    @Test
    void aNameTakenAnewIsNotGivenBack() {
        ClientStatements.Registration old = statements.add(new byte[] {'s'}, statement("old"));
        statements.remove(old);
        ClientStatements.Registration taken = statements.add(new byte[] {'s'}, statement("new"));
        old.restore();
        assertThat(find(new byte[] {'s'})).isSameAs(taken);
        statements.remove(old);
        assertThat(find(new byte[] {'s'})).isSameAs(taken);
    }

    @Test
    void whoStandsAloneKeepsTheNameAndItsBytes() {
        StatementRegistry registry = new StatementRegistry();
        byte[] body = {'x', 0, 0, 0};
        PreparedStatement shared = registry.intern(body, new Environment("pool", "timezone\0UTC\0"),
                text -> StatementVerdict.NOTHING);
        ParameterSet constants = ParameterSet.EMPTY.with("timezone", "UTC");
        ClientStatements.Registration registration = statements.add(new byte[] {'s'}, shared, constants);
        assertThat(registration.constants()).isSameAs(constants);
        long bytes = statements.bytes();
        registration.standsAlone(registry.alone(shared));
        assertThat(registration.statement()).isNotSameAs(shared);
        assertThat(statements.bytes()).isEqualTo(bytes);
        statements.remove(registration);
        assertThat(statements.bytes()).isZero();
    }
}
