package io.howdah.protocol.backend;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.BodyReader;
import io.howdah.protocol.CStrings;
import io.howdah.protocol.FrameWriter;
import io.howdah.protocol.ProtocolViolationException;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A request of the backend at login, or the end of its requests; the int4 at the body's beginning is the kind. */
public sealed interface Authentication extends BackendMessage {

    static Authentication read(ByteBuf body) {
        int code = BodyReader.readInt(body);
        Authentication message = switch (code) {
            case Ok.CODE -> new Ok();
            case CleartextPassword.CODE -> new CleartextPassword();
            case Md5Password.CODE -> new Md5Password(BodyReader.readBytes(body, Md5Password.SALT_LENGTH));
            case Sasl.CODE -> new Sasl(mechanisms(body));
            case SaslContinue.CODE -> new SaslContinue(BodyReader.readRest(body));
            case SaslFinal.CODE -> new SaslFinal(BodyReader.readRest(body));
            default -> {
                // Only GSSAPI and SSPI define the form of their data.
                body.skipBytes(body.readableBytes());
                yield new Unsupported(code);
            }
        };
        BodyReader.end(body, "Authentication");
        return message;
    }

    private static List<String> mechanisms(ByteBuf body) {
        List<String> names = new ArrayList<>();
        for (String name = BodyReader.readString(body); !name.isEmpty(); name = BodyReader.readString(body)) {
            names.add(name);
        }
        return names;
    }

    private static void write(ByteBuf out, int code, byte[] data) {
        int frame = FrameWriter.begin(out, BackendType.AUTHENTICATION);
        out.writeInt(code);
        out.writeBytes(data);
        FrameWriter.end(out, frame);
    }

    /** The login succeeded. */
    record Ok() implements Authentication {
        static final int CODE = 0;

        public static final Ok INSTANCE = new Ok();

        @Override
        public void write(ByteBuf out) {
            Authentication.write(out, CODE, new byte[0]);
        }
    }

    /** Asks for the password itself. */
    record CleartextPassword() implements Authentication {
        static final int CODE = 3;

        @Override
        public void write(ByteBuf out) {
            Authentication.write(out, CODE, new byte[0]);
        }
    }

    /** Asks for the password's MD5 response to this salt. */
    record Md5Password(byte[] salt) implements Authentication {
        static final int CODE = 5;
        static final int SALT_LENGTH = 4;

        public Md5Password {
            if (salt.length != SALT_LENGTH) {
                throw new ProtocolViolationException(
                        "invalid MD5 salt of " + salt.length + " bytes (expected: " + SALT_LENGTH + ")");
            }
        }

        @Override
        public void write(ByteBuf out) {
            Authentication.write(out, CODE, salt);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Md5Password that && Arrays.equals(salt, that.salt);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(salt);
        }
    }

    /** Asks for one of these SASL mechanisms, the preferred one first. */
    record Sasl(List<String> mechanisms) implements Authentication {
        static final int CODE = 10;

        public Sasl {
            mechanisms = List.copyOf(mechanisms);
        }

        @Override
        public void write(ByteBuf out) {
            int frame = FrameWriter.begin(out, BackendType.AUTHENTICATION);
            out.writeInt(CODE);
            mechanisms.forEach(name -> CStrings.write(out, name));
            out.writeByte(0);
            FrameWriter.end(out, frame);
        }
    }

    /** A message of the chosen mechanism; the frontend answers it. */
    record SaslContinue(byte[] data) implements Authentication {
        static final int CODE = 11;

        @Override
        public void write(ByteBuf out) {
            Authentication.write(out, CODE, data);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof SaslContinue that && Arrays.equals(data, that.data);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(data);
        }
    }

    /** The mechanism's last message; {@link Ok} follows it. */
    record SaslFinal(byte[] data) implements Authentication {
        static final int CODE = 12;

        @Override
        public void write(ByteBuf out) {
            Authentication.write(out, CODE, data);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof SaslFinal that && Arrays.equals(data, that.data);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(data);
        }
    }

    /**
     * A kind that this pooler cannot answer (Kerberos V5 is 2, GSSAPI 7 and 8, SSPI 9). The login ends with an error that names
     * the kind.
     */
    record Unsupported(int code) implements Authentication {

        @Override
        public void write(ByteBuf out) {
            Authentication.write(out, code, new byte[0]);
        }
    }
}
