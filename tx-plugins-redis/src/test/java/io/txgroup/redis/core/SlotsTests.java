package io.txgroup.redis.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.cluster.SlotHash;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlotsTests {
    @ParameterizedTest
    @ValueSource(strings = {"", "foo", "123456789", "{a}b", "a{b}c{d}", "{}a", "a{", "}{", "a{{b}}", "{a"})
    void areThoseOfTheDriver(String key) {
        assertThat(Slots.of(Keys.utf8(key))).isEqualTo(SlotHash.getSlot(Keys.utf8(key)));
    }

    @Test
    void areThoseOfTheDriverForAnyBytes() {
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            byte[] key = new byte[random.nextInt(40)];
            random.nextBytes(key);
            assertThat(Slots.of(key)).isEqualTo(SlotHash.getSlot(key));
        }
    }
}
