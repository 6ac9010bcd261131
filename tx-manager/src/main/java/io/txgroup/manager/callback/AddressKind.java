package io.txgroup.manager.callback;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * Which part of the network an address belongs to. Only a public one is posted to without having been allowed: a name
 * that leads inside, by mistake or on purpose, must not make a manager talk to what only managers reach.
 */
enum AddressKind {
    PUBLIC("public"),
    LOOPBACK("a loopback"),
    UNSPECIFIED("an unspecified"),
    LINK_LOCAL("a link-local"),
    PRIVATE("a private"),
    MULTICAST("a multicast"),
    RESERVED("a reserved");

    private static final List<Block> RESERVED_V4 = List.of(
            new Block(8, 0),
            new Block(24, 192, 0, 0),
            new Block(24, 192, 0, 2),
            new Block(24, 192, 88, 99),
            new Block(15, 198, 18),
            new Block(24, 198, 51, 100),
            new Block(24, 203, 0, 113),
            new Block(4, 240));
    private static final Block SHARED_V4 = new Block(10, 100, 64);
    private static final Block UNIQUE_LOCAL_V6 = new Block(7, 0xfc);
    private static final Block GLOBAL_V6 = new Block(3, 0x20);
    private static final List<Block> RESERVED_V6 =
            List.of(new Block(32, 0x20, 0x01, 0, 0), new Block(32, 0x20, 0x01, 0x0d, 0xb8));
    private static final Block SIX_TO_FOUR = new Block(16, 0x20, 0x02);
    private static final int IN_SIX_TO_FOUR = 2;
    private static final Block NAT64 = new Block(96, 0, 0x64, 0xff, 0x9b);
    private static final int IN_LAST_BYTES = 12;

    private final String words;

    AddressKind(String words) {
        this.words = words;
    }

    /** With its article: "a private". */
    String words() {
        return words;
    }

    static AddressKind of(InetAddress address) {
        if (address.isAnyLocalAddress()) {
            return UNSPECIFIED;
        }
        if (address.isLoopbackAddress()) {
            return LOOPBACK;
        }
        if (address.isLinkLocalAddress()) {
            return LINK_LOCAL;
        }
        if (address.isMulticastAddress()) {
            return MULTICAST;
        }
        if (address.isSiteLocalAddress()) {
            return PRIVATE;
        }
        return address instanceof Inet6Address six ? ofSix(six) : ofFour(address.getAddress());
    }

    private static AddressKind ofFour(byte[] bytes) {
        if (SHARED_V4.holds(bytes)) {
            return PRIVATE;
        }
        return RESERVED_V4.stream().anyMatch(block -> block.holds(bytes)) ? RESERVED : PUBLIC;
    }

    /** An address of version 4 inside one of version 6 counts as what it is: a gateway would lead there. */
    private static AddressKind ofSix(Inet6Address address) {
        byte[] bytes = address.getAddress();
        if (UNIQUE_LOCAL_V6.holds(bytes)) {
            return PRIVATE;
        }
        if (NAT64.holds(bytes) || address.isIPv4CompatibleAddress()) {
            return inside(bytes, IN_LAST_BYTES);
        }
        if (SIX_TO_FOUR.holds(bytes)) {
            return inside(bytes, IN_SIX_TO_FOUR);
        }
        boolean isPublic = GLOBAL_V6.holds(bytes) && RESERVED_V6.stream().noneMatch(block -> block.holds(bytes));
        return isPublic ? PUBLIC : RESERVED;
    }

    private static AddressKind inside(byte[] bytes, int from) {
        try {
            return of(InetAddress.getByAddress(Arrays.copyOfRange(bytes, from, from + Integer.BYTES)));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("Four bytes are an address", e);
        }
    }

    /** All addresses that begin with the same bits; bytes that are not given are 0. */
    private static final class Block {
        private final int bits;
        private final int[] start;

        Block(int bits, int... start) {
            this.bits = bits;
            this.start = start;
        }

        boolean holds(byte[] address) {
            for (int bit = 0; bit < bits; bit++) {
                int index = bit / Byte.SIZE;
                int expected = index < start.length ? start[index] : 0;
                int mask = 0x80 >> (bit % Byte.SIZE);
                if ((address[index] & mask) != (expected & mask)) {
                    return false;
                }
            }
            return true;
        }
    }
}
