package io.txgroup.manager.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.txgroup.verification.servers.RedisBinary;
import org.junit.jupiter.api.Test;

/** What only real servers can show. */
abstract class RedisGroupStoreBehaviour {
    abstract RedisBinary binary();

    @Test
    void answers() {
        assertThat(binary()).isNotNull();
    }
}
