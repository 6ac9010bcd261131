package io.txgroup.protocol.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PeerWordsTests {
    @Test
    void stayOnOneLine() {
        assertThat(PeerWords.printable("a\r\nb\u001b[31m\u2028c\u202ed \u4e2d\u00e9"))
                .isEqualTo("a??b?[31m?c?d \u4e2d\u00e9");
    }

    @Test
    void areCutWhereTheyGetTooLong() {
        assertThat(PeerWords.printable("x".repeat(5_000))).hasSize(303).endsWith("...");
    }
}
