package io.txgroup.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EpochTests {
    @Test
    void itsMarkIsTheSameInEveryVersion() {
        assertThat(new Epoch("abc").mark()).isEqualTo("ba7816bf8f01cfea");
    }

    @Test
    void otherEpochsHaveOtherMarks() {
        assertThat(new Epoch("abd").mark()).hasSize(16).isNotEqualTo(new Epoch("abc").mark());
    }
}
