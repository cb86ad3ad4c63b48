package io.howdah.proxy.process;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** The system user of the process, and the change to another. */
public final class SystemUser {

    private static boolean changed;

    private SystemUser() {}

    /** Whether the process runs as root. */
    public static boolean isRoot() {
        return !changed && "root".equals(System.getProperty("user.name"));
    }

    /**
     * Changes to this user for good, with the user's group and supplementary groups. Must be called before the process writes a
     * file or opens a port, so that these belong to the user. Does nothing if the process runs as this user already.
     *
     * @throws UncheckedIOException if the user does not exist, or the process may not change to it
     */
    public static void become(String name) {
        try {
            CLibrary system = CLibrary.get();
            Pointer entry = system.getpwnam(name);
            if (entry == null) {
                throw failure("could not find user '" + name + "' to switch to");
            }
            // On every system of interest struct passwd begins with two pointers, and the ids follow.
            int user = entry.getInt(2L * Native.POINTER_SIZE);
            int group = entry.getInt(2L * Native.POINTER_SIZE + Integer.BYTES);
            if (system.geteuid() == user) {
                return;
            }
            if (system.initgroups(name, group) != 0) {
                throw new LastErrorException(Native.getLastError());
            }
            system.setgid(group);
            system.setuid(user);
            changed = user != 0;
        } catch (LastErrorException e) {
            throw failure("could not become user '" + name + "': " + e.getMessage());
        } catch (UnsatisfiedLinkError e) {
            throw failure("could not become user '" + name + "' on this system: " + e.getMessage());
        }
    }

    /** The name of the user with this id; empty if there is none, or on a system that does not tell. */
    public static synchronized Optional<String> name(int user) {
        try {
            // getpwuid gives all callers the same memory.
            Pointer entry = CLibrary.get().getpwuid(user);
            return entry == null ? Optional.empty() : Optional.of(entry.getPointer(0).getString(0));
        } catch (UnsatisfiedLinkError e) {
            return Optional.empty();
        }
    }

    private static UncheckedIOException failure(String message) {
        return new UncheckedIOException(new IOException(message));
    }
}
