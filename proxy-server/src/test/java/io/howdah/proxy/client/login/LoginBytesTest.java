package io.howdah.proxy.client.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.ledger.Account;
import io.howdah.proxy.testing.LeakWatch;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakWatch.class)
class LoginBytesTest {

    private final Account account = new Account("login_bytes", 1_000);

    private static ByteBuf bytes(int count) {
        return ByteBufAllocator.DEFAULT.buffer(count, count).writeZero(count);
    }

    private static ErrorResponse error(EmbeddedChannel channel) {
        ByteBuf sent = channel.readOutbound();
        try {
            return ErrorResponse.read(sent.skipBytes(5)); // type and length
        } finally {
            sent.release();
        }
    }

    @Test
    @DisplayName("when the account is full, the client who asks for more is refused, and no other")
    void full() {
        EmbeddedChannel first = new EmbeddedChannel();
        EmbeddedChannel asking = new EmbeddedChannel();
        EmbeddedChannel small = new EmbeddedChannel();
        LoginBytes ofFirst = new LoginBytes(first, account);
        LoginBytes ofAsking = new LoginBytes(asking, account);
        LoginBytes ofSmall = new LoginBytes(small, account);
        ByteBuf held = ofFirst.kept(bytes(600));
        assertThat(held.readableBytes()).isEqualTo(600);

        ByteBuf refused = bytes(500);
        assertThat(ofAsking.kept(refused)).isNull();
        assertThat(refused.refCnt()).isZero();
        ErrorResponse error = error(asking);
        assertThat(error.severity()).isEqualTo("FATAL");
        assertThat(error.sqlState()).isEqualTo("53200");
        assertThat(error.message()).isEqualTo("too much memory is held for logins");

        assertThat(account.held()).isEqualTo(600);
        assertThat(first.isOpen()).isTrue();
        assertThat((Object) first.readOutbound()).isNull();
        ByteBuf little = ofSmall.kept(bytes(400));
        assertThat(little.readableBytes()).as("who asks for no more than there is").isEqualTo(400);
        ofAsking.gone();
        assertThat(account.held()).isEqualTo(1_000);
        ofFirst.gone();
        ofSmall.gone();
        assertThat(account.held()).isZero();
        held.release();
        little.release();
        first.finishAndReleaseAll();
        asking.finishAndReleaseAll();
        small.finishAndReleaseAll();
    }

    @Test
    @DisplayName("a client that holds bytes counts once, however often bytes are added and taken")
    void once() {
        EmbeddedChannel channel = new EmbeddedChannel();
        LoginBytes bytes = new LoginBytes(channel, account);
        for (int count : new int[] {10, 300, 900, 20, 700}) {
            bytes.kept(bytes(count)).release();
            assertThat(account.held()).isEqualTo(count);
        }
        bytes.gone();
        bytes.gone();
        assertThat(account.held()).isZero();
        channel.finishAndReleaseAll();
    }
}
