package io.txgroup.manager;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.txgroup.manager.cluster.GroupLog;
import io.txgroup.manager.cluster.Rounds;
import io.txgroup.manager.cluster.StoreClocks;
import io.txgroup.manager.group.Coordinator;
import io.txgroup.manager.group.GroupListener;
import io.txgroup.manager.group.GroupRules;
import io.txgroup.manager.group.GroupStore;
import io.txgroup.manager.net.PeerServer;
import io.txgroup.manager.net.PeerServerSettings;
import io.txgroup.manager.store.RedisConnections;
import io.txgroup.manager.store.RedisGroupStore;
import io.txgroup.manager.store.StandaloneRedisConnections;
import io.txgroup.manager.store.StoreSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.cloud.netflix.eureka.EurekaInstanceConfigBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires a manager. */
@Configuration(proxyBeanMethods = false)
class ManagerWiring {
    private final SecureRandom random = new SecureRandom();

    @Bean
    Coordinator.Identity identity(ManagerProperties properties) {
        String id = properties.id() == null ? hostName() + "-" + token() : properties.id();
        return new Coordinator.Identity(id, this::token);
    }

    /** The host's name, also where it does not resolve, as in many a container. */
    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    private String token() {
        return Long.toUnsignedString(random.nextLong(), 36);
    }

    @Bean(destroyMethod = "close")
    RedisConnections redisConnections(StoreSettings settings, ManagedRedisClient client) {
        return new StandaloneRedisConnections(
                client.client(), client.address(), settings.commandTimeout(), System::nanoTime);
    }

    @Bean
    ManagedRedisClient managedRedisClient(DataRedisConnectionDetails details) {
        RedisURI address = RedisAddress.of(details);
        RedisClient client = RedisClient.create();
        if (details.getSslBundle() != null) {
            client.setOptions(client.getOptions()
                    .mutate()
                    .sslOptions(RedisAddress.ssl(details.getSslBundle()))
                    .build());
        }
        return new ManagedRedisClient(client, address);
    }

    /** A client of our own, so that its options don't meet those of Spring Data's. */
    record ManagedRedisClient(RedisClient client, RedisURI address) implements AutoCloseable {
        @Override
        public void close() {
            client.shutdown();
        }
    }

    @Bean
    StoreSettings storeSettings(ManagerProperties properties) {
        return properties.storeSettings();
    }

    @Bean(destroyMethod = "close")
    RedisGroupStore groupStore(RedisConnections connections, StoreSettings settings) {
        return new RedisGroupStore(connections, settings, this::token, System::nanoTime);
    }

    @Bean
    StoreClocks storeClocks(GroupStore store) {
        return new StoreClocks(store, System::nanoTime);
    }

    @Bean(destroyMethod = "close")
    PeerServer peerServer(ManagerProperties properties, Coordinator.Identity identity, StoreClocks clocks) {
        return new PeerServer(
                PeerServerSettings.on(properties.host(), properties.port()),
                identity.name(),
                properties.serviceSecrets(),
                clocks::answer);
    }

    @Bean
    GroupLog groupLog() {
        return new GroupLog();
    }

    @Bean
    Coordinator coordinator(
            Coordinator.Identity identity, GroupStore store, PeerServer peers, List<GroupListener> listeners) {
        return new Coordinator(
                identity,
                store,
                peers,
                new GroupRules(identity.name()),
                GroupListener.all(listeners),
                System::nanoTime);
    }

    @Bean(destroyMethod = "close")
    Rounds rounds(GroupStore store, Coordinator coordinator, StoreClocks clocks, PeerServer peers) {
        return new Rounds(store, coordinator, clocks, peers::connected);
    }

    @Bean
    ManagerServer managerServer(
            RedisGroupStore store,
            PeerServer peers,
            Coordinator coordinator,
            Rounds rounds,
            ObjectProvider<EurekaInstanceConfigBean> eureka) {
        return new ManagerServer(store, peers, coordinator, rounds, eureka);
    }
}
