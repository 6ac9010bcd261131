package io.txgroup.redis.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.cluster.SlotHash;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class PartNameTests {
    private static final GroupId GROUP = GroupId.next(1_700_000_000_000L, RandomGenerator.getDefault(), 1);
    private static final String OWNER = PartName.owner("default", "stock", "redis");

    @Test
    void readsWhatItWrote() {
        PartName name = new PartName(OWNER, GROUP, 16_384, "abc123", new Epoch("an.epoch with|all"));
        assertThat(PartName.parse(name.toString())).contains(name);
        assertThat(name.branch().epochMark()).isEqualTo(new Epoch("an.epoch with|all").mark());
    }

    @Test
    void isNotMistakenForAnythingElse() {
        assertThat(PartName.parse("anything")).isEmpty();
        assertThat(PartName.owner("default", "stock", "other")).isNotEqualTo(OWNER);
        assertThatThrownBy(() -> new PartName(OWNER, GROUP, 1, "a.b", new Epoch("e")))
                .hasMessageContaining("token");
    }

    @Test
    void liesInTheSlotOfItsKeys() {
        KeyNames keys = new KeyNames("txr:", OWNER, true);
        for (int slot : new int[] {0, 1, 8_191, 16_383}) {
            PartName name = new PartName(OWNER, GROUP, slot + 1, "abc", new Epoch("e{x}"));
            assertThat(SlotHash.getSlot(keys.part(name))).isEqualTo(slot);
            assertThat(SlotHash.getSlot(keys.marks(GROUP, slot + 1))).isEqualTo(slot);
            assertThat(SlotHash.getSlot(keys.replicas(slot + 1))).isEqualTo(slot);
        }
        assertThat(SlotHash.getSlot(keys.ended())).isEqualTo(KeyNames.slot(keys.indexOrdinal()));
        assertThat(SlotHash.getSlot(keys.indexReplicas())).isEqualTo(KeyNames.slot(keys.indexOrdinal()));
    }
}
