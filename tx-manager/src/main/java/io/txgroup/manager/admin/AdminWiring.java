package io.txgroup.manager.admin;

import io.txgroup.manager.ManagerServer;
import io.txgroup.manager.admin.ManagerReports.Report;
import io.txgroup.manager.cluster.StoreClocks;
import io.txgroup.manager.group.Coordinator;
import io.txgroup.manager.group.GroupStore;
import io.txgroup.manager.net.PeerServer;
import io.txgroup.manager.store.RedisConnections;
import io.txgroup.manager.store.StoreSettings;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** Wires the operators' side of a manager. */
@Configuration(proxyBeanMethods = false)
class AdminWiring {
    /** What is in Redis must not change with the application's settings for JSON. */
    private final JsonMapper json = new JsonMapper();

    @Bean
    AdminRedis adminRedis(RedisConnections connections, StoreSettings settings) {
        return new AdminRedis(connections, settings.keyPrefix());
    }

    @Bean
    Passwords passwords() {
        return new Passwords();
    }

    @Bean
    Users users(AdminRedis redis) {
        return new Users(redis, json);
    }

    @Bean
    Sessions sessions(AdminRedis redis, Users users, Passwords passwords) {
        return new Sessions(redis, users, passwords);
    }

    @Bean
    LoginAttempts loginAttempts(AdminRedis redis) {
        return new LoginAttempts(redis);
    }

    @Bean
    AuditLog auditLog(AdminRedis redis) {
        return new AuditLog(redis);
    }

    @Bean
    FirstPassword firstPassword(
            AdminRedis redis, Users users, Passwords passwords, AuditLog audit, AdminProperties properties) {
        return new FirstPassword(redis, users, passwords, audit, properties);
    }

    @Bean
    RecentGroups recentGroups() {
        return new RecentGroups();
    }

    @Bean
    InFlight inFlight(GroupStore store) {
        return new InFlight(store, System::nanoTime);
    }

    @Bean
    Watch watch(InFlight inFlight, Coordinator.Identity identity) {
        return new Watch(inFlight, identity.name(), System::nanoTime);
    }

    @Bean
    ManagerReports managerReports(AdminRedis redis) {
        return new ManagerReports(redis, json);
    }

    @Bean
    Own own(
            Coordinator.Identity identity,
            Coordinator coordinator,
            PeerServer peers,
            StoreClocks clocks,
            ManagerServer server) {
        Instant startedAt = Instant.now();
        return new Own(() -> new Report(
                identity.name(),
                Objects.requireNonNullElse(AdminWiring.class.getPackage().getImplementationVersion(), "development"),
                server.address(),
                startedAt,
                coordinator.groupsAtHand(),
                clocks.answer().storeTrouble(),
                processes(peers)));
    }

    /** What this manager says of itself. */
    record Own(Supplier<Report> report) {}

    private static List<ManagerReports.Peer> processes(PeerServer peers) {
        return peers.connected().stream()
                .map(process -> new ManagerReports.Peer(process.service(), process.instance(), process.process()))
                .toList();
    }

    @Bean
    AdminRounds adminRounds(Watch watch, ManagerReports reports, Own own) {
        return new AdminRounds(watch, reports, own.report());
    }
}
