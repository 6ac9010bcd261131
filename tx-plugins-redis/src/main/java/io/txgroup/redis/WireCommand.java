package io.txgroup.redis;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A command as it goes over the wire: its name and its binary arguments. Whoever has it does not change its arrays. */
final class WireCommand {
    private static final int OVERHEAD = 16;

    private final List<byte[]> words;
    private final String name;

    WireCommand(List<byte[]> words) {
        if (words.isEmpty()) {
            throw new IllegalArgumentException("A command has at least its name");
        }
        this.words = List.copyOf(words);
        this.name = new String(words.get(0), StandardCharsets.US_ASCII).toUpperCase(Locale.ROOT);
    }

    /** Reads what the driver would have sent: an array of binary texts. */
    static WireCommand read(io.lettuce.core.protocol.RedisCommand<?, ?, ?> command) {
        ByteBuf wire = Unpooled.buffer(256);
        try {
            command.encode(wire);
            int count = number(wire, '*');
            List<byte[]> words = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                byte[] word = new byte[number(wire, '$')];
                wire.readBytes(word);
                wire.skipBytes(2);
                words.add(word);
            }
            return new WireCommand(words);
        } finally {
            wire.release();
        }
    }

    private static int number(ByteBuf wire, char kind) {
        char found = (char) wire.readByte();
        if (found != kind) {
            throw new IllegalStateException(
                    "The driver wrote '" + found + "' where RESP has '" + kind + "'; is it another version?");
        }
        int number = 0;
        for (char digit = (char) wire.readByte(); digit != '\r'; digit = (char) wire.readByte()) {
            number = number * 10 + (digit - '0');
        }
        wire.skipBytes(1);
        return number;
    }

    /** In capitals. */
    String name() {
        return name;
    }

    List<byte[]> words() {
        return words;
    }

    int size() {
        return words.size();
    }

    /** An argument as text, in capitals; empty if there are not so many. */
    String word(int index) {
        return index < words.size()
                ? new String(words.get(index), StandardCharsets.ISO_8859_1).toUpperCase(Locale.ROOT)
                : "";
    }

    /** Whether one of the arguments from there on is that word. */
    boolean has(int from, String option) {
        for (int i = from; i < words.size(); i++) {
            if (words.get(i).length == option.length() && word(i).equals(option)) {
                return true;
            }
        }
        return false;
    }

    /** How much memory it takes, about. */
    int bytes() {
        int sum = 0;
        for (byte[] word : words) {
            sum += word.length + OVERHEAD;
        }
        return sum;
    }

    /** The name and the first argument, which is a key mostly; never a value. */
    @Override
    public String toString() {
        return words.size() < 2 ? name : name + " " + Keys.shown(words.get(1));
    }
}
