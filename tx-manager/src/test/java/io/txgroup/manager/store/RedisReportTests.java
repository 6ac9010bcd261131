package io.txgroup.manager.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisReportTests {
    private static final String INFO =
            """
            # Server
            redis_version:%s
            run_id:5f0e
            # Memory
            maxmemory:0
            maxmemory_policy:noeviction
            # Persistence
            aof_enabled:1
            # Replication
            role:master
            connected_slaves:3
            slave0:ip=10.0.0.2,port=6379,state=online,offset=1043,lag=0
            slave1:ip=10.0.0.3,port=6379,state=wait_bgsave,offset=0,lag=0
            slave2:ip=10.0.0.4,port=6379,state=online,offset=1043,lag=1
            """;

    private static RedisReport report(String version) {
        return RedisReport.of(INFO.formatted(version).replace("\n", "\r\n"), "always");
    }

    @Test
    void countsReplicasThatAreOnline() {
        assertThat(report("7.0.15"))
                .isEqualTo(new RedisReport("7.0.15", "5f0e", "master", true, "always", 0, "noeviction", 2));
    }

    @Test
    void saysInOneLineWhatWasFound() {
        assertThat(report("7.0.15"))
                .hasToString("Redis 7.0.15, master, run_id 5f0e, AOF with appendfsync always, maxmemory-policy"
                        + " noeviction without a limit, 2 replicas online");
    }

    @ParameterizedTest
    @ValueSource(strings = {"6.2.0", "6.2.11", "7.0.15", "8.0-rc1", "255.255.255"})
    void takesRedisFrom62On(String version) {
        assertThat(report(version).problems(GateLevel.FSYNC)).isEmpty();
        assertThat(report(version).warnings(GateLevel.AUTO)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"6.0.16", "5.0.14", "unknown", ""})
    void refusesOlderOnes(String version) {
        assertThat(report(version).problems(GateLevel.AUTO))
                .singleElement()
                .asString()
                .contains("6.2");
    }
}
