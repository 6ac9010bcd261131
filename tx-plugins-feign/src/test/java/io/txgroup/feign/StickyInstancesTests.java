package io.txgroup.feign;

import static org.assertj.core.api.Assertions.assertThat;

import io.txgroup.protocol.GroupId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;

class StickyInstancesTests {
    private static final int GROUPS = 3_000;

    private final Random random = new Random(1);

    @Test
    void aGroupFindsTheSameInstanceInWhateverOrderTheyAreListed() {
        List<ServiceInstance> instances = instances(5);
        for (int i = 0; i < 100; i++) {
            GroupId group = group();
            ServiceInstance first = chosen(group, instances);
            List<ServiceInstance> shuffled = new ArrayList<>(instances);
            Collections.shuffle(shuffled, random);
            assertThat(chosen(group, shuffled)).isEqualTo(first);
        }
    }

    @Test
    void groupsSpreadOverAllInstances() {
        List<ServiceInstance> instances = instances(3);
        Map<String, Integer> counts = new HashMap<>();
        for (int i = 0; i < GROUPS; i++) {
            counts.merge(chosen(group(), instances).getInstanceId(), 1, Integer::sum);
        }
        assertThat(counts.values()).hasSize(3).allSatisfy(count -> assertThat(count)
                .isBetween(800, 1_200));
    }

    @Test
    void anInstanceThatGoesMovesItsOwnGroupsOnly() {
        List<ServiceInstance> all = instances(4);
        List<ServiceInstance> fewer = all.subList(0, 3);
        for (int i = 0; i < 500; i++) {
            GroupId group = group();
            ServiceInstance before = chosen(group, all);
            if (fewer.contains(before)) {
                assertThat(chosen(group, fewer)).isEqualTo(before);
            }
        }
    }

    @Test
    void ofNoInstancesNoneIsChosen() {
        assertThat(StickyInstances.only(group(), List.of())).isEmpty();
    }

    @Test
    void instancesWithoutAnIdAreKnownByTheirAddress() {
        List<ServiceInstance> instances = List.of(
                new DefaultServiceInstance(null, "storage", "10.0.0.1", 80, false),
                new DefaultServiceInstance(null, "storage", "10.0.0.2", 80, false));
        Map<String, Integer> counts = new HashMap<>();
        for (int i = 0; i < 100; i++) {
            counts.merge(chosen(group(), instances).getHost(), 1, Integer::sum);
        }
        assertThat(counts).hasSize(2);
    }

    private GroupId group() {
        return GroupId.next(random.nextInt(1_000_000), random, 16);
    }

    private static ServiceInstance chosen(GroupId group, List<ServiceInstance> instances) {
        return StickyInstances.only(group, instances).get(0);
    }

    private static List<ServiceInstance> instances(int count) {
        List<ServiceInstance> instances = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            instances.add(new DefaultServiceInstance("storage-" + i, "storage", "10.0.0." + i, 8080, false));
        }
        return instances;
    }
}
