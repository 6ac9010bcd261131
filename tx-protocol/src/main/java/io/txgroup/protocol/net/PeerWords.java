package io.txgroup.protocol.net;

/** What a peer said, made fit for a log: on one line, not too long, without control characters. */
public final class PeerWords {
    private static final int MAX_LENGTH = 300;

    private PeerWords() {}

    /** That text with every character that is not printable replaced, and cut where it gets too long. */
    public static String printable(String text) {
        StringBuilder printable = new StringBuilder(Math.min(text.length(), MAX_LENGTH));
        text.codePoints().limit(MAX_LENGTH).forEach(c -> printable.appendCodePoint(isPrintable(c) ? c : '?'));
        if (text.length() > MAX_LENGTH) {
            printable.append("...");
        }
        return printable.toString();
    }

    private static boolean isPrintable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
