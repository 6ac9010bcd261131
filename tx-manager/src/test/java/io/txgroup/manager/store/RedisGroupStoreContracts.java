package io.txgroup.manager.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.txgroup.manager.group.GateContract;
import io.txgroup.manager.group.GroupStoreContract;
import io.txgroup.manager.group.RandomizedStoreContract;
import io.txgroup.manager.group.StoreBench;
import io.txgroup.verification.servers.RedisBinary;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What every store promises, on real servers of one version. */
abstract class RedisGroupStoreContracts {
    abstract RedisBinary binary();

    @Nested
    class Records extends GroupStoreContract {
        @Override
        protected StoreBench bench() {
            return new RedisBench(binary());
        }
    }

    @Nested
    class GateOfTheStore extends GateContract {
        @Override
        protected StoreBench bench() {
            return new RedisBench(binary());
        }
    }

    @Nested
    class AgainstTheModel extends RandomizedStoreContract {
        @Override
        protected StoreBench bench() {
            return new RedisBench(binary());
        }
    }

    @Nested
    class OnRealServers extends RedisGroupStoreBehaviour {
        @Override
        RedisBinary binary() {
            return RedisGroupStoreContracts.this.binary();
        }
    }

    @Nested
    class GateOnRealServers extends RedisGateBehaviour {
        @Override
        RedisBinary binary() {
            return RedisGroupStoreContracts.this.binary();
        }
    }

    @Test
    void findsAGateThatWaitsOnAFreshConnection() {
        assertThat(GateContract.brokenBy(() -> new FreshWaitBench(binary())))
                .contains("reader, replica stopped", "link stalled under load, failover");
    }
}
