package io.howdah.proxy.tls;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for in the first message of a TLS handshake (RFC 8446, 4.1.2): the host's name (SNI, RFC 6066) and the
 * protocols to be spoken inside (ALPN, RFC 7301).
 *
 * @param serverName in lower case; null if the client names no host
 * @param protocols as the client prefers them; null if the client sends no list
 */
record ClientHello(@Nullable String serverName, @Nullable List<String> protocols) {

    private static final int SERVER_NAME = 0;
    private static final int ALPN = 16;
    private static final int HOST_NAME = 0;
    /** Version and random bytes. */
    private static final int BEFORE_SESSION = 34;

    /**
     * Reads the message's body. A message that is cut or damaged gives what could be read; the TLS library refuses it afterwards.
     *
     * @param body begins with the version; its indices stay
     */
    static ClientHello read(ByteBuf body) {
        String name = null;
        List<String> protocols = null;
        try {
            ByteBuf in = body.duplicate().skipBytes(BEFORE_SESSION);
            in.skipBytes(in.readUnsignedByte());
            in.skipBytes(in.readUnsignedShort());
            in.skipBytes(in.readUnsignedByte());
            ByteBuf extensions = in.isReadable() ? in.readSlice(in.readUnsignedShort()) : in;
            while (extensions.isReadable()) {
                int type = extensions.readUnsignedShort();
                ByteBuf content = extensions.readSlice(extensions.readUnsignedShort());
                if (type == SERVER_NAME) {
                    name = serverName(content);
                } else if (type == ALPN) {
                    protocols = protocols(content);
                }
            }
        } catch (IndexOutOfBoundsException damaged) {
            return new ClientHello(name, protocols);
        }
        return new ClientHello(name, protocols);
    }

    private static @Nullable String serverName(ByteBuf content) {
        ByteBuf names = content.readSlice(content.readUnsignedShort());
        while (names.isReadable()) {
            int type = names.readUnsignedByte();
            ByteBuf name = names.readSlice(names.readUnsignedShort());
            if (type == HOST_NAME) {
                return name.toString(StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
            }
        }
        return null;
    }

    private static List<String> protocols(ByteBuf content) {
        List<String> protocols = new ArrayList<>();
        ByteBuf names = content.readSlice(content.readUnsignedShort());
        while (names.isReadable()) {
            protocols.add(names.readSlice(names.readUnsignedByte()).toString(StandardCharsets.US_ASCII));
        }
        return protocols;
    }
}
