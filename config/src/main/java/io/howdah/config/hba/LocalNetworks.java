package io.howdah.config.hba;

import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The addresses of this machine, and those of the networks that it stands in, as they are when they are asked for. */
final class LocalNetworks {

    private LocalNetworks() {}

    /** {@code samehost}. */
    static Predicate<InetAddress> host() {
        return address -> ranges(true).stream().anyMatch(range -> range.contains(address));
    }

    /** {@code samenet}. */
    static Predicate<InetAddress> net() {
        return address -> ranges(false).stream().anyMatch(range -> range.contains(address));
    }

    private static List<AddressRange> ranges(boolean whole) {
        try {
            List<AddressRange> ranges = new ArrayList<>();
            for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
                for (InterfaceAddress address : each.getInterfaceAddresses()) {
                    int bits = 8 * address.getAddress().getAddress().length;
                    ranges.add(new AddressRange(address.getAddress(),
                            whole ? bits : Math.min(bits, Math.max(0, address.getNetworkPrefixLength()))));
                }
            }
            return ranges;
        } catch (SocketException e) {
            return List.of(); // Then no client is near, which is safe.
        }
    }
}
