package io.howdah.config.hba;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Addresses with the same first bits, {@code 10.0.0.0/8}. An IPv4 address is never in an IPv6 range, and the other way round.
 *
 * @param bits how many of the first bits count
 */
public record AddressRange(InetAddress first, int bits) {

    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    /** Reads an address in digits, and asks no name service. */
    static Optional<InetAddress> address(String text) {
        if (!IPV4.matcher(text).matches() && !IPV6.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** Reads an address in digits, with or without the number of bits that count. */
    public static Optional<AddressRange> read(String text) {
        int slash = text.indexOf('/');
        return address(slash < 0 ? text : text.substring(0, slash))
                .flatMap(address -> slash < 0 ? Optional.of(new AddressRange(address, 8 * address.getAddress().length))
                        : withBits(address, text.substring(slash + 1)));
    }

    /** The range of an address and a number of bits. @return empty if this is no number, or is more than the address has */
    static Optional<AddressRange> withBits(InetAddress address, String bits) {
        int most = 8 * address.getAddress().length;
        return bits.matches("\\d{1,3}") && Integer.parseInt(bits) <= most
                ? Optional.of(new AddressRange(address, Integer.parseInt(bits))) : Optional.empty();
    }

    /** The range of an address and a mask in digits. @return empty if the mask is no row of ones, or is of the other family */
    static Optional<AddressRange> masked(InetAddress address, InetAddress mask) {
        byte[] bytes = mask.getAddress();
        int bits = 0;
        while (bits < 8 * bytes.length && bit(bytes, bits)) {
            bits++;
        }
        for (int i = bits; i < 8 * bytes.length; i++) {
            if (bit(bytes, i)) {
                return Optional.empty();
            }
        }
        return bytes.length == address.getAddress().length ? Optional.of(new AddressRange(address, bits)) : Optional.empty();
    }

    /** Whether the address is in the range. */
    public boolean contains(InetAddress address) {
        byte[] mine = first.getAddress();
        byte[] other = address.getAddress();
        if (mine.length != other.length) {
            return false;
        }
        for (int i = 0; i < bits; i++) {
            if (bit(mine, i) != bit(other, i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean bit(byte[] bytes, int index) {
        return (bytes[index / 8] >> 7 - index % 8 & 1) == 1;
    }

    @Override
    public String toString() {
        return first.getHostAddress() + "/" + bits;
    }
}
