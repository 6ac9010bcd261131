package io.txgroup.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.txgroup.client.spi.ResourceRecovery;
import io.txgroup.client.spi.ResourceRecovery.PreparedBranch;
import io.txgroup.protocol.Outcome;
import io.txgroup.verification.servers.JavaProcess;
import io.txgroup.verification.servers.RedisBinary;
import io.txgroup.verification.servers.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** A process is killed after it has said yes and before it hears of the outcome; others finish what it stored, once. */
class KilledProcessIT {
    private static final int KILLS = 30;
    private static final int UNITS = 30;

    @Test
    void othersFinishWhatAKilledProcessHasStoredOnce() throws Exception {
        Random random = new Random(17);
        int finished = 0;
        try (RedisServer server = RedisServer.start(RedisBinary.EMBEDDED);
                TestRedis second = TestRedis.on(server, settings -> settings);
                TestRedis third = TestRedis.on(server, settings -> settings)) {
            for (int kill = 0; kill < KILLS; kill++) {
                server.command("FLUSHALL");
                List<String> yes = yesUntilKilled(server, 1 + random.nextInt(UNITS));
                for (PreparedBranch branch : second.held().resourceRecovery().prepared()) {
                    Outcome outcome = yes.contains(branch.groupId().toString()) ? Outcome.COMMIT : Outcome.ROLLBACK;
                    bothEnd(branch, outcome, second, third);
                }
                assertThat(second.held().resourceRecovery().prepared()).isEmpty();
                assertThat(second.outside().opsForList().range(PreparingProcess.LIST, 0, -1))
                        .as("kill %d", kill)
                        .containsExactlyInAnyOrderElementsOf(yes);
                finished += yes.size();
            }
        }
        assertThat(finished).isGreaterThanOrEqualTo(KILLS);
    }

    private static List<String> yesUntilKilled(RedisServer server, int enough) {
        String classes = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        try (JavaProcess process = JavaProcess.start(
                "preparing",
                PreparingProcess.READY,
                List.of(
                        "-Xmx96m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classes,
                        PreparingProcess.class.getName(),
                        Integer.toString(server.port()),
                        Integer.toString(UNITS)))) {
            process.awaitReady();
            await().pollInterval(Duration.ofMillis(2)).until(() -> said(process).size() >= enough);
            process.kill();
            return said(process);
        }
    }

    private static List<String> said(JavaProcess process) {
        return process.output()
                .lines()
                .filter(line -> line.startsWith(PreparingProcess.YES))
                .map(line -> line.substring(PreparingProcess.YES.length()))
                .toList();
    }

    /** Two processes are told at the same time, and one of them twice. */
    private static void bothEnd(PreparedBranch branch, Outcome outcome, TestRedis... processes) {
        List<CompletableFuture<Void>> ends = new ArrayList<>();
        for (TestRedis process : processes) {
            ResourceRecovery recovery = process.held().resourceRecovery();
            ends.add(CompletableFuture.runAsync(() -> {
                try {
                    recovery.end(branch, outcome, () -> true);
                    recovery.end(branch, outcome, () -> true);
                } catch (Exception e) {
                    throw new CompletionException(e);
                }
            }));
        }
        CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new)).join();
    }
}
