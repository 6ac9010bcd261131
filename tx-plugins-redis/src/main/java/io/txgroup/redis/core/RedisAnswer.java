package io.txgroup.redis.core;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a script answered.
 *
 * @param status its first word
 * @param details what it says besides
 * @param isSafe whether it has passed the gate
 * @param gate how that was found, with its numbers, in words for a person
 */
record RedisAnswer(String status, List<String> details, boolean isSafe, String gate) {
    private static final int FIRST_DETAIL = 2;

    static RedisAnswer of(List<?> words, boolean isSafe, String gate) {
        List<String> texts = words.stream()
                .map(word ->
                        word instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : String.valueOf(word))
                .toList();
        return new RedisAnswer(
                texts.get(0), texts.subList(Math.min(FIRST_DETAIL, texts.size()), texts.size()), isSafe, gate);
    }

    boolean is(String expected) {
        return status.equals(expected);
    }

    String detail(int index) {
        return index < details.size() ? details.get(index) : "";
    }

    @Override
    public String toString() {
        return status + details;
    }
}
