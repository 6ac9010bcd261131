package io.txgroup.redis.core;

/** The slots of a Redis Cluster: CRC16 (XMODEM) of the key, or of its hash tag if it has one. */
final class Slots {
    static final int COUNT = 16_384;

    private static final int POLYNOMIAL = 0x1021;
    private static final int TOP = 0x8000;

    private Slots() {}

    static int of(byte[] key) {
        int open = indexOf(key, '{', 0);
        int close = open < 0 ? -1 : indexOf(key, '}', open + 1);
        return close > open + 1 ? crc16(key, open + 1, close) % COUNT : crc16(key, 0, key.length) % COUNT;
    }

    private static int indexOf(byte[] key, char wanted, int from) {
        for (int i = from; i < key.length; i++) {
            if (key[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    private static int crc16(byte[] bytes, int from, int to) {
        int crc = 0;
        for (int i = from; i < to; i++) {
            crc ^= (bytes[i] & 0xff) << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & TOP) != 0 ? crc << 1 ^ POLYNOMIAL : crc << 1;
            }
            crc &= 0xffff;
        }
        return crc;
    }
}
