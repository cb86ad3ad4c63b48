package io.howdah.proxy.process;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Who the process is for the system, and how it becomes somebody else. */
public final class SystemUser {

    private static boolean changed;

    private SystemUser() {}

    /** Whether the process runs as root. */
    public static boolean isRoot() {
        return !changed && "root".equals(System.getProperty("user.name"));
    }

    /**
     * Becomes this user, with its group and the groups it is in, for good. To be called before any file is written or port opened, so that
     * they are that user's. Nothing is done where the process is that user already.
     *
     * @throws UncheckedIOException where there is no such user, or the process may not become it
     */
    public static void become(String name) {
        try {
            CLibrary system = CLibrary.get();
            Pointer entry = system.getpwnam(name);
            if (entry == null) {
                throw failure("could not find user '" + name + "' to switch to");
            }
            // struct passwd begins with two pointers, then the ids, on every system of interest.
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

    private static UncheckedIOException failure(String message) {
        return new UncheckedIOException(new IOException(message));
    }
}
