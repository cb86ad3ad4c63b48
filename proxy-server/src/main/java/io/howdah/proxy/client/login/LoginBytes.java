package io.howdah.proxy.client.login;

import io.howdah.protocol.SqlState;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.ledger.Account;
import io.howdah.proxy.stream.ReceiveBuffers;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;

/**
 * What one stranger has sent that cannot be dealt with yet: part of a message, or a request before its login was over. Entered in the
 * account of all strangers; whoever comes when that is full and does not send whole messages is refused.
 */
final class LoginBytes {

    private final Channel channel;
    private final Account account;
    private int entered;

    LoginBytes(Channel channel, Account account) {
        this.channel = channel;
        this.account = account;
    }

    /** Keeps bytes; owns them. @return the buffer to keep, or null where the stranger has been refused; null for null */
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

    /** Nothing is kept any more. */
    void gone() {
        account.giveBack(entered);
        entered = 0;
    }
}
