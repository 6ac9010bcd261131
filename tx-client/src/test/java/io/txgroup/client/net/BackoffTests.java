package io.txgroup.client.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class BackoffTests {
    private final Backoff backoff = new Backoff(ConnectionSettings.Pace.DEFAULT, new Random(20261104));

    @Test
    void growsToItsLimitAndStaysThere() {
        for (long full : new long[] {100, 200, 400, 800, 1600, 3200, 5000, 5000, 5000}) {
            assertThat(backoff.nextMillis()).isBetween(full / 2, full);
        }
        backoff.reset();
        assertThat(backoff.nextMillis()).isBetween(50L, 100L);
    }

    @Test
    void scattersTheClients() {
        long distinct = new Random(1)
                .ints(50)
                .mapToLong(seed -> new Backoff(ConnectionSettings.Pace.DEFAULT, new Random(seed)).nextMillis())
                .distinct()
                .count();
        assertThat(distinct).isGreaterThan(20);
    }
}
