package io.txgroup.manager;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.txgroup.manager.api.ManagersApi;
import io.txgroup.manager.cluster.GroupLog;
import io.txgroup.manager.cluster.HandOver;
import io.txgroup.manager.cluster.Membership;
import io.txgroup.manager.cluster.Presence;
import io.txgroup.manager.cluster.Rounds;
import io.txgroup.manager.cluster.StoreClocks;
import io.txgroup.manager.compensation.Callback;
import io.txgroup.manager.compensation.CompensationPolicies;
import io.txgroup.manager.compensation.Compensations;
import io.txgroup.manager.group.CompensatingRules;
import io.txgroup.manager.group.Coordinator;
import io.txgroup.manager.group.GroupListener;
import io.txgroup.manager.group.GroupRules;
import io.txgroup.manager.group.GroupStore;
import io.txgroup.manager.net.PeerServer;
import io.txgroup.manager.net.PeerServerSettings;
import io.txgroup.manager.store.RedisConnections;
import io.txgroup.manager.store.RedisGroupStore;
import io.txgroup.manager.store.RedisInbox;
import io.txgroup.manager.store.RedisPresence;
import io.txgroup.manager.store.StandaloneRedisConnections;
import io.txgroup.manager.store.StoreSettings;
import io.txgroup.protocol.net.RequestGuard;
import io.txgroup.protocol.net.ServiceSecrets;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.cloud.commons.util.InetUtils;
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
    PeerServer peerServer(
            ManagerProperties properties, Coordinator.Identity identity, ServiceSecrets secrets, StoreClocks clocks) {
        return new PeerServer(
                PeerServerSettings.on(properties.host(), properties.port()), identity.name(), secrets, clocks::answer);
    }

    @Bean
    GroupLog groupLog() {
        return new GroupLog();
    }

    @Bean
    RedisPresence presence(RedisConnections connections, StoreSettings settings, Coordinator.Identity identity) {
        return new RedisPresence(connections, settings, identity.name(), Presence.FADES_AFTER);
    }

    @Bean
    HandOver handOver(PeerServer peers, Presence presence) {
        return new HandOver(peers, presence);
    }

    @Bean(destroyMethod = "close")
    RedisInbox inbox(
            RedisConnections connections, StoreSettings settings, Coordinator.Identity identity, HandOver handOver) {
        return new RedisInbox(connections, settings, identity.name(), handOver::arrived);
    }

    @Bean
    GroupRules groupRules(Coordinator.Identity identity, CompensationPolicies policies) {
        return new GroupRules(identity.name(), new CompensatingRules(policies));
    }

    @Bean
    Coordinator coordinator(
            Coordinator.Identity identity, Coordinator.Ports ports, GroupRules rules, List<GroupListener> listeners) {
        return new Coordinator(identity, ports, rules, GroupListener.all(listeners), System::nanoTime);
    }

    @Bean
    Coordinator.Ports coordinatorPorts(GroupStore store, HandOver peers, Callback callback) {
        return new Coordinator.Ports(store, peers, callback);
    }

    @Bean
    Compensations compensations(Coordinator coordinator) {
        return coordinator.compensations();
    }

    @Bean
    Membership membership(Presence presence, PeerServer peers) {
        return new Membership(presence, peers::connected);
    }

    @Bean(destroyMethod = "close")
    Rounds rounds(
            GroupStore store, Coordinator coordinator, StoreClocks clocks, Membership membership, RedisInbox inbox) {
        return new Rounds(store, coordinator, clocks, membership, inbox::check);
    }

    @Bean
    ManagerServer.Cluster cluster(
            ManagerProperties properties, Membership membership, Rounds rounds, ObjectProvider<InetUtils> network) {
        return new ManagerServer.Cluster(
                membership,
                rounds,
                port -> properties.reachableAt(
                        port,
                        () -> network.getObject().findFirstNonLoopbackHostInfo().getIpAddress()));
    }

    @Bean
    Drain drain(
            ManagerProperties properties,
            Coordinator.Identity identity,
            PeerServer peers,
            Coordinator coordinator,
            Membership membership) {
        return new Drain(identity.name(), peers, coordinator, membership, properties.drainTimeout());
    }

    @Bean
    ManagerServer managerServer(
            RedisGroupStore store,
            PeerServer peers,
            Coordinator coordinator,
            ManagerServer.Cluster cluster,
            Drain drain,
            ObjectProvider<EurekaInstanceConfigBean> eureka) {
        return new ManagerServer(store, peers, coordinator, cluster, drain, eureka);
    }

    @Bean
    ServiceSecrets serviceSecrets(ManagerProperties properties) {
        return properties.serviceSecrets();
    }

    @Bean
    RequestGuard requestGuard(ServiceSecrets secrets) {
        return new RequestGuard(secrets, System::currentTimeMillis);
    }

    @Bean
    ManagersApi managersApi(RequestGuard guard, Membership membership) {
        return new ManagersApi(guard, membership::managers);
    }
}
