package io.txgroup.verification.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RedisServerIT {
    @ParameterizedTest
    @EnumSource
    void startsStopsAndLeavesNothingBehind(RedisBinary binary) {
        RedisServer server = RedisServer.start(binary, "--appendonly", "yes", "--appendfsync", "always");
        long pid = server.pid();
        Path folder = server.folder();
        assertThat(server.command("SET", "key", "value")).isEqualTo("OK");
        server.kill();
        assertThat(server.isAlive()).isFalse();
        server.restart();
        assertThat(server.pid()).isNotEqualTo(pid);
        assertThat(server.command("GET", "key")).isEqualTo("value");
        assertThat(folder).isDirectory();
        server.close();
        assertThat(server.isAlive()).isFalse();
        assertThat(Files.exists(folder)).isFalse();
    }

    @Test
    void keepsWhatTheServerSaidWhenItDoesNotStart() {
        assertThatThrownBy(() -> RedisServer.start(RedisBinary.EMBEDDED, "--no-such-option", "1"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no-such-option");
    }

    @Test
    void replicatesThroughALinkThatCanBeCut() {
        try (RedisServer master = RedisServer.start(RedisBinary.EMBEDDED);
                CutLink link = CutLink.to(master.port());
                RedisServer replica = RedisServer.startReplica(RedisBinary.EMBEDDED, link.port())) {
            master.command("SET", "key", "1");
            await().until(() -> replica.command("GET", "key").equals("1"));
            link.cut();
            master.command("SET", "key", "2");
            await().until(() -> master.command("INFO", "replication").contains("connected_slaves:0"));
            assertThat(replica.command("GET", "key")).isEqualTo("1");
            link.heal();
            await().until(() -> replica.command("GET", "key").equals("2"));
            link.stall();
            master.command("SET", "key", "3");
            assertThat(master.command("INFO", "replication")).contains("connected_slaves:1");
            replica.pause();
            master.kill();
            replica.resume();
            replica.promote();
            assertThat(replica.command("GET", "key")).isEqualTo("2");
        }
    }

    @Test
    void aLinkCountsRoundTripsAndWhatIsSentTogetherOnce() throws IOException {
        try (RedisServer server = RedisServer.start(RedisBinary.EMBEDDED);
                CutLink link = CutLink.to(server.port());
                Socket first = new Socket(InetAddress.getLoopbackAddress(), link.port());
                Socket second = new Socket(InetAddress.getLoopbackAddress(), link.port())) {
            assertThat(link.roundTrips()).isZero();
            for (String sent : List.of("PING\r\n", "PING\r\nPING\r\nPING\r\n", "PING\r\n")) {
                first.getOutputStream().write(sent.getBytes(StandardCharsets.US_ASCII));
                int answers = "+PONG\r\n".length() * (int) sent.lines().count();
                assertThat(first.getInputStream().readNBytes(answers)).hasSize(answers);
            }
            assertThat(link.roundTrips()).isEqualTo(3);
            second.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(second.getInputStream().readNBytes(7)).hasSize(7);
            assertThat(link.roundTrips()).isEqualTo(4);
        }
    }

    @Test
    void isWhatItWasWhenItIsStartedAgain() {
        try (RedisServer master = RedisServer.start(RedisBinary.EMBEDDED);
                RedisServer replica =
                        RedisServer.startReplica(RedisBinary.EMBEDDED, master.port(), "--appendonly", "yes")) {
            replica.kill();
            replica.restart();
            assertThat(replica.command("INFO", "replication")).contains("role:slave");
            replica.promote();
            replica.kill();
            replica.restart();
            assertThat(replica.command("INFO", "replication")).contains("role:master");
            assertThat(replica.command("SET", "key", "value")).isEqualTo("OK");
        }
    }
}
