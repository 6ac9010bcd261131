package io.txgroup.manager;

import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.ssl.SslBundle;

/** Reads {@code spring.data.redis.*}, or whatever else Spring Boot knows of the Redis, into what Lettuce understands. */
final class RedisAddress {
    private RedisAddress() {}

    /**
     * The address of a server, or of the Sentinels that know it.
     *
     * @throws IllegalStateException for a Redis Cluster, which is not supported yet
     */
    static RedisURI of(DataRedisConnectionDetails details) {
        if (details.getCluster() != null) {
            throw new IllegalStateException("spring.data.redis.cluster is not supported by TxManager yet;"
                    + " name one server with spring.data.redis.host, or Sentinels");
        }
        RedisURI.Builder address =
                details.getSentinel() == null ? server(details.getStandalone()) : sentinels(details.getSentinel());
        if (details.getPassword() != null) {
            char[] password = details.getPassword().toCharArray();
            if (details.getUsername() == null) {
                address.withPassword(password);
            } else {
                address.withAuthentication(details.getUsername(), password);
            }
        }
        return address.withSsl(details.getSslBundle() != null).build();
    }

    private static RedisURI.Builder server(DataRedisConnectionDetails.@Nullable Standalone standalone) {
        if (standalone == null) {
            throw new IllegalStateException("Nothing names the Redis; set spring.data.redis.host");
        }
        return RedisURI.builder()
                .withHost(standalone.getHost())
                .withPort(standalone.getPort())
                .withDatabase(standalone.getDatabase());
    }

    private static RedisURI.Builder sentinels(DataRedisConnectionDetails.Sentinel sentinel) {
        RedisURI.Builder address =
                RedisURI.builder().withSentinelMasterId(sentinel.getMaster()).withDatabase(sentinel.getDatabase());
        sentinel.getNodes().forEach(node -> {
            if (sentinel.getPassword() == null) {
                address.withSentinel(node.host(), node.port());
            } else {
                address.withSentinel(node.host(), node.port(), sentinel.getPassword());
            }
        });
        return address;
    }

    /** The certificates of a bundle. */
    static SslOptions ssl(SslBundle bundle) {
        return SslOptions.builder()
                .keyManager(bundle.getManagers().getKeyManagerFactory())
                .trustManager(bundle.getManagers().getTrustManagerFactory())
                .build();
    }
}
