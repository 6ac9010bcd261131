package io.txgroup.verification.benchmarks;

import io.txgroup.verification.servers.RedisBinary;
import io.txgroup.verification.servers.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Consumer;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * What it costs outside of any group that a Redis connection factory takes part in groups: the same commands over it and over one
 * that takes no part, in short rounds that take turns. {@code bin/bench --redis}.
 */
public final class RedisCost {
    private static final Duration ROUND = Duration.ofMillis(400);
    private static final int WARM_UP = 10;
    private static final int ROUNDS = 60;

    private static final List<Command> COMMANDS = List.of(
            new Command("GET", redis -> redis.opsForValue().get("key")),
            new Command("SET", redis -> redis.opsForValue().set("key", "value")),
            new Command("HINCRBY", redis -> redis.opsForHash().increment("hash", "field", 1)));

    private RedisCost() {}

    private record Command(String name, Consumer<StringRedisTemplate> run) {}

    /** A service with two factories of one Redis: {@code tx.redis.exclude} names the bare one. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
    public static class TwoFactories {
        @Bean
        LettuceConnectionFactory bare() {
            return new LettuceConnectionFactory("127.0.0.1", port());
        }

        @Bean
        @Primary
        LettuceConnectionFactory wrapped() {
            return new LettuceConnectionFactory("127.0.0.1", port());
        }

        private static int port() {
            return Integer.getInteger("bench.redis");
        }
    }

    public static void main(String[] args) {
        try (RedisServer redis = RedisServer.start(RedisBinary.EMBEDDED)) {
            System.setProperty("bench.redis", Integer.toString(redis.port()));
            try (ConfigurableApplicationContext context = new SpringApplicationBuilder(TwoFactories.class)
                    .web(WebApplicationType.NONE)
                    .properties(
                            "spring.application.name=cost",
                            "spring.main.banner-mode=off",
                            "tx.client.secret=" + UUID.randomUUID(),
                            // nobody is asked outside of groups
                            "tx.client.manager-addresses=127.0.0.1:1",
                            "tx.redis.exclude=bare")
                    .run()) {
                StringRedisTemplate bare = template(context, "bare");
                StringRedisTemplate wrapped = template(context, "wrapped");
                System.out.println(
                        "command    us bare   us wrapped   wrapped/bare per second: median  quartiles   rounds");
                COMMANDS.forEach(command -> measure(command, bare, wrapped));
            }
        }
        System.exit(0);
    }

    private static StringRedisTemplate template(ConfigurableApplicationContext context, String factory) {
        return new StringRedisTemplate(context.getBean(factory, LettuceConnectionFactory.class));
    }

    /** Each round has both, and who is first takes turns. */
    private static void measure(Command command, StringRedisTemplate bare, StringRedisTemplate wrapped) {
        List<Double> ratios = new ArrayList<>();
        List<Double> bareRates = new ArrayList<>();
        List<Double> wrappedRates = new ArrayList<>();
        for (int round = -WARM_UP; round < ROUNDS; round++) {
            boolean bareFirst = round % 2 == 0;
            double first = rate(command, bareFirst ? bare : wrapped);
            double second = rate(command, bareFirst ? wrapped : bare);
            if (round >= 0) {
                bareRates.add(bareFirst ? first : second);
                wrappedRates.add(bareFirst ? second : first);
                ratios.add(bareFirst ? second / first : first / second);
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%-8s %9.1f %12.1f %32.3f  %.3f-%.3f %8d%n",
                command.name(),
                1e6 / quantile(bareRates, 0.5),
                1e6 / quantile(wrappedRates, 0.5),
                quantile(ratios, 0.5),
                quantile(ratios, 0.25),
                quantile(ratios, 0.75),
                ROUNDS);
    }

    private static double rate(Command command, StringRedisTemplate redis) {
        long began = System.nanoTime();
        long end = began + ROUND.toNanos();
        int done = 0;
        while (System.nanoTime() < end) {
            command.run().accept(redis);
            done++;
        }
        return done * 1e9 / (System.nanoTime() - began);
    }

    private static double quantile(List<Double> values, double share) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get((int) Math.floor(share * (sorted.size() - 1)));
    }
}
