package io.txgroup.client.compensation;

import java.io.Writer;

/** Takes text until there is too much of it, so that a large argument is not written to its end. For one thread. */
final class LimitedText extends Writer {
    private final StringBuilder text = new StringBuilder();
    private final int max;
    private boolean full;

    LimitedText(int max) {
        this.max = max;
    }

    int max() {
        return max;
    }

    boolean isFull() {
        return full;
    }

    @Override
    public void write(char[] characters, int from, int length) {
        if (full || text.length() + length > max) {
            full = true;
            throw new FullException();
        }
        text.append(characters, from, length);
    }

    @Override
    public LimitedText append(char character) {
        text.append(character);
        return this;
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    @Override
    public String toString() {
        return text.toString();
    }

    /** There is too much of it. */
    static final class FullException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        FullException() {
            super("too much text", null, false, false);
        }
    }
}
