package io.howdah.proxy.client.login;

import io.howdah.protocol.SqlState;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.ledger.Account;
import io.howdah.proxy.stream.ReceiveBuffers;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one client before its login is over that must wait: a part of a message, or an early request. One account counts
 * them for all clients that log in. If the account is full, the pooler refuses a client whose bytes must wait.
 */
final class LoginBytes {

    private final Channel channel;
    private final Account account;
    private int entered;

    LoginBytes(Channel channel, Account account) {
        this.channel = channel;
        this.account = account;
    }

    /** Keeps bytes; owns them. @return the buffer to keep; null if the client has been refused, or for null */
    @Nullable
    ByteBuf kept(ByteBuf bytes) {
        if (bytes == null || !bytes.isReadable()) {
            return bytes;
        }
        ByteBuf compact = ReceiveBuffers.compact(channel.alloc(), bytes);
        int more = compact.capacity() - entered;
        if (more > 0 && !account.take(more)) {
            compact.release();
            LoginReplies.fail(channel, ErrorResponse.of("FATAL", SqlState.OUT_OF_MEMORY, "too much memory is held for logins"));
            return null;
        }
        if (more < 0) {
            account.giveBack(-more);
        }
        entered += more;
        return compact;
    }

    /** The client's bytes are no longer kept. */
    void gone() {
        account.giveBack(entered);
        entered = 0;
    }
}
