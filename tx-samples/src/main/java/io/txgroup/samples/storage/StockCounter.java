package io.txgroup.samples.storage;

import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.stereotype.Component;

/** How many of each item are left, in Redis: for pages that ask often. It changes with the group, as the database does. */
@Component
class StockCounter {
    private static final String KEY = "stock";

    private final StringRedisTemplate redis;

    StockCounter(StringRedisTemplate redis) {
        this.redis = redis;
    }

    /** Inside a group there is no answer yet, and nobody looks at it. */
    void take(String item, int quantity) {
        redis.opsForHash().increment(KEY, item, -quantity);
    }

    boolean isEmpty() {
        return !Boolean.TRUE.equals(redis.hasKey(KEY));
    }

    void set(String item, long left) {
        redis.opsForHash().put(KEY, item, Long.toString(left));
    }
}
