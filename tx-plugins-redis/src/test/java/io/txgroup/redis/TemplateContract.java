package io.txgroup.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txgroup.client.spi.FakeUnit;
import io.txgroup.client.spi.HeldResource;
import io.txgroup.protocol.CallPath;
import io.txgroup.redis.core.Keys;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.RedisOperations;
import org.springframework.data.redis.core.SessionCallback;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;

/** What code that uses RedisTemplate sees in a group, on whichever kind of Redis. */
abstract class TemplateContract {
    private TestRedis redis;
    private StringRedisTemplate template;
    private StringRedisTemplate outside;

    abstract TestRedis connect(UnaryOperator<HeldRedisSettings> change);

    static HeldRedisSettings with(HeldRedisSettings base, QueuedResults results, WatchedKeys watch) {
        return new HeldRedisSettings(
                results, watch, base.gate(), true, Set.of(), Set.of(), base.limits(), base.storing());
    }

    @BeforeEach
    void connect() {
        use(settings -> settings);
    }

    private void use(UnaryOperator<HeldRedisSettings> change) {
        if (redis != null) {
            redis.close();
        }
        redis = connect(change);
        template = redis.template();
        outside = redis.outside();
    }

    @AfterEach
    void close() {
        outside.delete(outside.keys("*"));
        redis.close();
    }

    private FakeUnit inGroup(Runnable work) throws Exception {
        FakeUnit unit = redis.newUnit();
        FakeUnit.Call call = unit.call(CallPath.ROOT);
        call.run(() -> {
            work.run();
            return null;
        });
        call.join();
        return unit;
    }

    private void allowNull() {
        use(settings -> with(settings, QueuedResults.NULL, WatchedKeys.NONE));
    }

    @Test
    void appliesEveryKindOfWriteInItsOrderWhenTheGroupCommits() throws Exception {
        allowNull();
        int count = ManyWrites.run(outside, "o:");
        int[] queued = {0};

        FakeUnit unit = inGroup(() -> queued[0] = ManyWrites.run(template, "g:"));
        assertThat(ManyWrites.snapshot(outside, "g:")).isEmpty();
        unit.commit();

        assertThat(queued[0]).isEqualTo(count).isGreaterThanOrEqualTo(60);
        assertThat(ManyWrites.snapshot(outside, "g:"))
                .containsExactlyInAnyOrderEntriesOf(ManyWrites.snapshot(outside, "o:"));
        assertThat(redis.held().figures().held()).isZero();
    }

    @Test
    void leavesNoTraceOfWhatIsRolledBack() throws Exception {
        allowNull();
        FakeUnit unit = inGroup(() -> ManyWrites.run(template, "g:"));
        unit.rollback();

        assertThat(outside.keys("*")).isEmpty();
        assertThat(redis.held().figures().held()).isZero();
    }

    @Test
    void leavesOnlyMarksOfWhatIsRolledBackAfterItWasPrepared() throws Exception {
        FakeUnit unit = inGroup(() -> template.opsForValue().set("stock", "1"));
        for (HeldResource resource : unit.resources()) {
            resource.prepare();
        }
        assertThat(redis.held().resourceRecovery().prepared()).hasSize(1);
        unit.rollback();

        assertThat(outside.hasKey("stock")).isFalse();
        assertThat(redis.held().resourceRecovery().prepared()).isEmpty();
        assertThat(TestRedis.ownKeys(outside)).noneMatch(key -> key.contains("part:"));
    }

    @Test
    void answersNullToWhatIsQueuedAndReadsAtOnce() throws Exception {
        outside.opsForValue().set("stock", "7");
        FakeUnit unit = inGroup(() -> {
            assertThat(template.opsForSet().add("set", "a")).isNull();
            assertThat(template.opsForList().rightPush("list", "a")).isNull();
            template.opsForValue().set("stock", "6");
            assertThat(template.opsForValue().get("stock")).isEqualTo("7");
            assertThat(template.opsForValue().multiGet(List.of("stock", "none")))
                    .containsExactly("7", null);
            assertThat(template.hasKey("stock")).isTrue();
            assertThat(template.keys("sto*")).containsExactly("stock");
        });
        unit.commit();

        assertThat(outside.opsForValue().get("stock")).isEqualTo("6");
    }

    @Test
    void refusesAnOperationWhoseAnswerIsWanted() throws Exception {
        inGroup(() -> {
                    assertThatThrownBy(() -> template.opsForValue().increment("count"))
                            .isInstanceOf(InvalidDataAccessApiUsageException.class)
                            .hasMessageContaining("INCR")
                            .hasMessageContaining("tx.redis.queued-results=null");
                    assertThatThrownBy(() -> template.opsForValue().setIfAbsent("lock", "me"))
                            .isInstanceOf(InvalidDataAccessApiUsageException.class);
                    assertThatThrownBy(() -> template.opsForList().leftPop("list"))
                            .isInstanceOf(InvalidDataAccessApiUsageException.class);
                    assertThatThrownBy(() -> template.execute(RedisScript.of("return 1", Long.class), List.of("count")))
                            .isInstanceOf(InvalidDataAccessApiUsageException.class)
                            .hasMessageContaining("EVAL");
                })
                .rollback();
    }

    @Test
    void refusesWhatHasNoPlaceInAGroupAndSaysWhy() throws Exception {
        inGroup(() -> {
                    assertThatThrownBy(() -> template.opsForList().leftPop("list", Duration.ofSeconds(1)))
                            .hasMessageContaining("waits for what others write");
                    assertThatThrownBy(() -> template.execute(new SessionCallback<Object>() {
                                @Override
                                public <K, V> Object execute(RedisOperations<K, V> operations) {
                                    operations.multi();
                                    return operations.exec();
                                }
                            }))
                            .hasMessageContaining("the group is the transaction");
                    assertThatThrownBy(() -> template.watch("stock")).hasMessageContaining("tx.redis.watch=read-keys");
                    assertThatThrownBy(() -> run(connection -> {
                                connection.subscribe((message, pattern) -> {}, Keys.utf8("channel"));
                                return null;
                            }))
                            .hasMessageContaining("subscription");
                    assertThatThrownBy(() -> run(connection -> {
                                connection.serverCommands().flushDb();
                                return null;
                            }))
                            .hasMessageContaining("FLUSHDB");
                    assertThatThrownBy(() -> run(connection -> connection.execute("NEW.COMMAND", Keys.utf8("key"))))
                            .hasMessageContaining("tx.redis.writes");
                    assertThatThrownBy(() -> run(connection -> connection.getNativeConnection()))
                            .hasMessageContaining("out of the group");
                })
                .rollback();
    }

    private Object run(RedisCallback<Object> callback) {
        return template.execute(callback);
    }

    @Test
    void pipelinesReadsAndQueuesWrites() throws Exception {
        outside.opsForValue().set("a", "1");
        outside.opsForValue().set("b", "2");
        FakeUnit unit = inGroup(() -> {
            List<Object> results = template.executePipelined((RedisCallback<Object>) connection -> {
                connection.stringCommands().get(Keys.utf8("a"));
                connection.stringCommands().set(Keys.utf8("a"), Keys.utf8("3"));
                connection.stringCommands().get(Keys.utf8("b"));
                return null;
            });
            assertThat(results).containsExactly("1", null, "2");
        });
        assertThat(outside.opsForValue().get("a")).isEqualTo("1");
        unit.commit();
        assertThat(outside.opsForValue().get("a")).isEqualTo("3");
    }

    @Test
    void runsAScriptOnlyWhenTheGroupCommits() throws Exception {
        RedisScript<Void> script =
                RedisScript.of("local n = redis.call('GET', KEYS[1]) or '0'\nredis.call('SET', KEYS[1], n + ARGV[1])");
        outside.opsForValue().set("count", "4");
        FakeUnit unit = inGroup(() -> {
            template.execute(script, List.of("count"), "3");
            template.execute(script, List.of("count"), "2");
        });
        assertThat(outside.opsForValue().get("count")).isEqualTo("4");
        unit.commit();
        assertThat(outside.opsForValue().get("count")).isEqualTo("9");
    }

    @Test
    void takesAValueWithEveryByte() throws Exception {
        byte[] value = new byte[256];
        for (int i = 0; i < value.length; i++) {
            value[i] = (byte) i;
        }
        FakeUnit unit =
                inGroup(() -> run(connection -> connection.stringCommands().set(value, value)));
        unit.commit();
        assertThat(outside.execute((RedisCallback<byte[]>)
                        connection -> connection.stringCommands().get(value)))
                .isEqualTo(value);
    }

    @Test
    void votesNoWhenACommandNeedsAnotherType() throws Exception {
        outside.opsForValue().set("list", "is a text");
        FakeUnit unit = inGroup(() -> template.opsForList().rightPush("list", "a"));

        assertThatThrownBy(unit::commit)
                .hasMessageContaining("Key list is a string")
                .hasMessageContaining("needs a list");
        assertThatThrownBy(() -> inGroup(() -> {
                    template.opsForValue().set("other", "text");
                    template.opsForSet().add("other", "a");
                }))
                .hasMessageContaining("where an earlier write of the group leaves a string");
    }

    @Test
    void votesNoWhenAKeyThatWasReadHasChanged() throws Exception {
        use(settings -> with(settings, QueuedResults.ERROR, WatchedKeys.READ_KEYS));
        outside.opsForHash().put("stock", "apples", "7");
        FakeUnit unchanged = inGroup(() -> {
            assertThat(template.opsForHash().get("stock", "apples")).isEqualTo("7");
            template.opsForHash().put("stock", "apples", "6");
        });
        unchanged.commit();
        assertThat(outside.opsForHash().entries("stock")).isEqualTo(Map.of("apples", "6"));

        FakeUnit changed = inGroup(() -> {
            template.opsForHash().get("stock", "apples");
            template.opsForHash().put("stock", "apples", "5");
        });
        outside.opsForHash().put("stock", "pears", "1");
        assertThatThrownBy(changed::commit).hasMessageContaining("Key stock was changed by somebody else");
        assertThat(outside.opsForHash().get("stock", "apples")).isEqualTo("6");
    }

    @Test
    void worksInACallOfTheUnitAfterOneThatHasOnlyRead() throws Exception {
        use(settings -> with(settings, QueuedResults.ERROR, WatchedKeys.READ_KEYS));
        outside.opsForValue().set("{s}read", "1");
        FakeUnit unit = redis.newUnit();
        unit.call(new CallPath("0.1")).run(() -> template.opsForValue().get("{s}read"));
        unit.resources().get(0).rollback(); // what takes no part is given back when the call has returned

        FakeUnit.Call later = unit.call(new CallPath("0.2"));
        later.run(() -> {
            assertThat(template.opsForValue().get("{s}read")).isEqualTo("1");
            template.opsForValue().set("{s}written", "2");
            return null;
        });
        later.join();
        outside.opsForValue().set("{s}read", "3");

        assertThatThrownBy(unit.resources().get(1)::prepare)
                .hasMessageContaining("Key {s}read was changed by somebody else");
    }

    @Test
    void refusesAWriteOfAMethodThatTakesNoPart() throws Exception {
        FakeUnit unit = redis.newUnit();
        unit.runUnannotated(() -> {
            assertThat(template.opsForValue().get("stock")).isNull();
            assertThatThrownBy(() -> template.opsForValue().set("stock", "1"))
                    .hasMessageContaining("@TxTransaction")
                    .hasMessageContaining("SET");
            return null;
        });
        assertThatThrownBy(() -> unit.call(CallPath.ROOT).readingOnly().run(() -> {
                    template.opsForValue().set("stock", "1");
                    return null;
                }))
                .hasMessageContaining("promised to write nothing");
    }

    @Test
    void refusesWhatIsTooMuch() {
        use(settings -> new HeldRedisSettings(
                settings.queuedResults(),
                settings.watch(),
                settings.gate(),
                true,
                Set.of(),
                Set.of(),
                new HeldRedisSettings.Limits(2, 1_000, 2),
                settings.storing()));
        assertThatThrownBy(() -> inGroup(() -> template.opsForValue().set("key", "x".repeat(1_000))))
                .hasMessageContaining("tx.redis.max-size");
        assertThatThrownBy(() -> inGroup(() -> {
                    template.opsForValue().set("{k}1", "a");
                    template.opsForValue().set("{k}2", "a");
                    template.opsForValue().set("{k}3", "a");
                }))
                .hasMessageContaining("tx.redis.max-commands is 2");
    }

    @Test
    void leavesTheFactoryAloneOutsideAGroup() {
        assertThat(template.opsForValue().increment("count")).isEqualTo(1);
        assertThat(template.getRequiredConnectionFactory().getConnection())
                .isInstanceOf(org.springframework.data.redis.connection.lettuce.LettuceConnection.class);
    }
}
