package io.howdah.proxy.process;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;

/** Functions of the C library that Java lacks. Errors are {@link LastErrorException}s if the method declares them. */
public interface CLibrary extends Library {

    /** The library, loaded at first use. */
    static CLibrary get() {
        return Loaded.INSTANCE;
    }

    /** Delays the loading beyond the initialisation of the interface. */
    final class Loaded {
        private static final CLibrary INSTANCE = Native.load("c", CLibrary.class);

        private Loaded() {}
    }

    /** signal(2); a null handler is SIG_DFL. */
    Pointer signal(int number, @Nullable Pointer handler);

    /** geteuid(2). */
    int geteuid();

    /** getpwnam(3): null for an unknown user. */
    Pointer getpwnam(String name);

    /** getpwuid(3): null for an unknown user. */
    Pointer getpwuid(int user);

    /** setgid(2). */
    int setgid(int group) throws LastErrorException;

    /** setuid(2). */
    int setuid(int user) throws LastErrorException;

    /** initgroups(3): not 0 for an error. (It may set errno even after a success.) */
    int initgroups(String user, int group);

    /** setsid(2). */
    int setsid() throws LastErrorException;

    /** socket(2). */
    int socket(int domain, int type, int protocol) throws LastErrorException;

    /** sendto(2). */
    long sendto(int socket, byte[] message, long length, int flags, byte[] address, int addressLength) throws LastErrorException;

    /** getsockname(2). */
    int getsockname(int socket, byte[] address, int[] length) throws LastErrorException;

    /** fcntl(2). */
    int fcntl(int descriptor, int command, Object... argument) throws LastErrorException;

    /** close(2). */
    int close(int descriptor) throws LastErrorException;
}
