package io.txgroup.redis.autoconfigure;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.txgroup.redis.HeldRedis;
import io.txgroup.redis.core.RedisFigures;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** The figures of each wrapped factory, with its name as the tag {@code factory}. Thread-safe; asks no Redis. */
final class RedisMeters implements MeterBinder {
    private static final double MILLIS = 1_000;

    private final HeldRedisFactories factories;

    RedisMeters(HeldRedisFactories factories) {
        this.factories = factories;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        factories.each((name, redis) -> bind(registry, name, redis));
    }

    private static void bind(MeterRegistry registry, String name, HeldRedis redis) {
        Gauge.builder("tx.redis.held", redis, of(RedisFigures::held))
                .tag("factory", name)
                .description("Queues of writes that units of this process hold now")
                .register(registry);
        Gauge.builder("tx.redis.stored", redis, of(figures -> figures.stored()
                        .map(stored -> (double) stored.count())
                        .orElse(Double.NaN)))
                .tag("factory", name)
                .description(
                        "Stored queues of the whole service that wait for the managers' word, when it was last looked")
                .register(registry);
        TimeGauge.builder("tx.redis.stored.oldest", redis, TimeUnit.SECONDS, of(figures -> figures.stored()
                        .map(stored -> stored.oldest().toMillis() / MILLIS)
                        .orElse(Double.NaN)))
                .tag("factory", name)
                .description("Since when the group of the oldest of them had been there")
                .register(registry);
        counter(
                registry,
                "tx.redis.refused",
                name,
                redis,
                "Commands that were refused in groups",
                RedisFigures::refused);
        counter(
                registry,
                "tx.redis.unprepared",
                name,
                redis,
                "Queues that could not be stored safely, so that their units voted no",
                RedisFigures::unprepared);
        counter(
                registry,
                "tx.redis.lost",
                name,
                redis,
                "Queues that were proven lost, or applied but for what failed",
                RedisFigures::lost);
    }

    private static void counter(
            MeterRegistry registry,
            String meter,
            String name,
            HeldRedis redis,
            String what,
            ToDoubleFunction<RedisFigures> figure) {
        FunctionCounter.builder(meter, redis, of(figure))
                .tag("factory", name)
                .description(what)
                .register(registry);
    }

    private static ToDoubleFunction<HeldRedis> of(ToDoubleFunction<RedisFigures> figure) {
        return redis -> figure.applyAsDouble(redis.figures());
    }
}
