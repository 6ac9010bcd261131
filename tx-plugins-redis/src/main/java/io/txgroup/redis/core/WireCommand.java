package io.txgroup.redis.core;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** A command as it goes over the wire: its name and its binary arguments. Whoever has it does not change its arrays. */
public final class WireCommand {
    private static final int OVERHEAD = 16;

    private final List<byte[]> words;
    private final String name;

    /**
     * A command.
     *
     * @param words its name and its arguments; at least its name
     */
    public WireCommand(List<byte[]> words) {
        if (words.isEmpty()) {
            throw new IllegalArgumentException("A command has at least its name");
        }
        this.words = List.copyOf(words);
        this.name = new String(words.get(0), StandardCharsets.US_ASCII).toUpperCase(Locale.ROOT);
    }

    /** Its name, in capitals. */
    public String name() {
        return name;
    }

    /** Its name and its arguments. */
    public List<byte[]> words() {
        return words;
    }

    /** How many words it has, its name too. */
    public int size() {
        return words.size();
    }

    /** An argument as text, in capitals; empty if there are not so many. */
    public String word(int index) {
        return index < words.size()
                ? new String(words.get(index), StandardCharsets.ISO_8859_1).toUpperCase(Locale.ROOT)
                : "";
    }

    /** Whether one of the arguments from there on is that word. */
    public boolean has(int from, String option) {
        for (int i = from; i < words.size(); i++) {
            if (words.get(i).length == option.length() && word(i).equals(option)) {
                return true;
            }
        }
        return false;
    }

    /** How much memory it takes, about. */
    public int bytes() {
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
