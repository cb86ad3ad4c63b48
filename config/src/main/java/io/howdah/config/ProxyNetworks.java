package io.howdah.config;

import io.howdah.config.hba.AddressRange;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where connections come from that must begin with a PROXY header.
 *
 * @param ranges of the load balancers' addresses
 * @param unixSockets whether all connections over the unix socket are from a load balancer
 */
public record ProxyNetworks(List<AddressRange> ranges, boolean unixSockets) {

    /** No connection begins with a header. */
    public static final ProxyNetworks NONE = new ProxyNetworks(List.of(), false);

    private static final String UNIX = "unix";

    private static final String EXPECTED = "addresses such as 10.1.0.0/16 or ::1, or unix, with commas between them";

    public ProxyNetworks {
        ranges = List.copyOf(ranges);
    }

    /** Whether a connection from this address must begin with a header; an address that is none of TCP is a unix socket's. */
    public boolean include(SocketAddress address) {
        return address instanceof InetSocketAddress tcp
                ? ranges.stream().anyMatch(range -> range.contains(tcp.getAddress())) : unixSockets;
    }

    static ValueType<ProxyNetworks> type() {
        ValueType<List<String>> words = ValueTypes.list();
        return new ValueType<>(words.label(), EXPECTED, text -> read(words.read(text)), (value, format) -> value.toString());
    }

    private static ProxyNetworks read(List<String> words) {
        List<AddressRange> ranges = new ArrayList<>();
        boolean unix = false;
        for (String word : words) {
            Optional<AddressRange> range = AddressRange.read(word);
            if (word.equalsIgnoreCase(UNIX)) {
                unix = true;
            } else if (range.isPresent()) {
                ranges.add(range.get());
            } else {
                throw new InvalidValueException(ValueTypes.quoted(word) + " is no address", EXPECTED);
            }
        }
        return new ProxyNetworks(ranges, unix);
    }

    @Override
    public String toString() {
        return Stream.concat(ranges.stream().map(AddressRange::toString), Stream.of(UNIX).filter(word -> unixSockets))
                .collect(Collectors.joining(", "));
    }
}
