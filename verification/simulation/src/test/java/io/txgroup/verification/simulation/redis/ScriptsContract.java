package io.txgroup.verification.simulation.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.txgroup.redis.core.RedisScript;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What scripts rely on: the same in the Redis that the simulation has and in a real one. */
abstract class ScriptsContract {
    private static final String PART = "part";
    private static final String MARKS = "marks";

    /** Runs a script that returns a text, in the server of this test. */
    abstract String eval(String script, List<String> keys, List<String> args);

    private String eval(String script) {
        return eval(script, List.of("key", "other"), List.of("1", "two"));
    }

    /** A script of the plugin; what it returns, separated by commas. */
    private String run(RedisScript script, List<String> keys, String... args) {
        String text = new String(script.text(), StandardCharsets.ISO_8859_1);
        return eval(
                "local function script()\n" + text + "\nend\nreturn table.concat(script(), ',')", keys, List.of(args));
    }

    @Test
    void givesKeysAndArgumentsAsTexts() {
        assertThat(eval("return KEYS[1] .. KEYS[2] .. ARGV[1] .. ARGV[2] .. #KEYS .. type(ARGV[1])"))
                .isEqualTo("keyother1two2string");
    }

    @Test
    void turnsAnswersIntoValues() {
        assertThat(eval("return type(redis.call('GET', 'nothing'))")).isEqualTo("boolean");
        assertThat(eval("return redis.call('SET', KEYS[1], 'a').ok")).isEqualTo("OK");
        assertThat(eval("return redis.call('TYPE', KEYS[1]).ok")).isEqualTo("string");
        assertThat(eval("return tostring(redis.call('INCRBY', KEYS[2], 5) + 1)"))
                .isEqualTo("6");
        assertThat(eval("return type(redis.call('HGETALL', 'nothing')) .. #redis.call('LRANGE', 'nothing', 0, -1)"))
                .isEqualTo("table0");
        assertThat(eval("return type(redis.call('DUMP', 'nothing')) .. type(redis.call('DUMP', KEYS[1]))"))
                .isEqualTo("booleanstring");
    }

    @Test
    void keepsBytes() {
        assertThat(eval("local all = string.char(0, 10, 13, 200, 255) redis.call('SET', KEYS[1], all)"
                        + " return tostring(redis.call('GET', KEYS[1]) == all) .. #all"))
                .isEqualTo("true5");
        assertThat(eval("return redis.sha1hex('')")).isEqualTo("da39a3ee5e6b4b0d3255bfef95601890afd80709");
    }

    @Test
    void goesOnAfterACommandThatFails() {
        assertThat(eval("redis.call('RPUSH', KEYS[1], 'a', 'b') local failed = redis.pcall('INCRBY', KEYS[1], 1)"
                        + " return failed.err .. redis.call('LRANGE', KEYS[1], 1, -1)[1]"))
                .startsWith("WRONGTYPE")
                .endsWith("b");
        assertThat(eval("return redis.pcall('INCRBY', KEYS[2], 'x').err")).startsWith("ERR value is not an integer");
    }

    @Test
    void compilesTextsWithArgumentsOfTheirOwn() {
        assertThat(eval("return loadstring('local KEYS = ... return KEYS[1]')({'own'}) .. KEYS[1]"
                        + " .. type(loadstring('syntax error')) .. unpack({'a', 'b', 'c'}, 2, 2)"))
                .isEqualTo("ownkeynilb");
    }

    @Test
    void storesAppliesAndProvesAQueue() {
        List<String> stored = List.of("replicas", PART, MARKS, "prepared");
        List<String> ending = List.of("replicas", PART, MARKS, "prepared", "ended");
        String[] queue = {
            "1", "name", "token", "0", "0", "1", "0.1", "3", "INCRBY", "sum", "5", "3", "RPUSH", "list", "a"
        };
        assertThat(run(RedisScript.PREPARE, stored, queue)).isEqualTo("OK,1");
        assertThat(run(RedisScript.PREPARE, stored, queue)).isEqualTo("OK,1");
        assertThat(run(RedisScript.PROVE, List.of("replicas", MARKS), "0", "T", "", "", "1", "0.1"))
                .isEqualTo("IN_FLIGHT,1");

        for (int told = 0; told < 2; told++) {
            assertThat(run(RedisScript.COMMIT, ending, "0", "name", "token", "group|1|epoch"))
                    .isEqualTo("OK,1");
        }

        assertThat(run(RedisScript.PROVE, List.of("replicas", MARKS), "0", "T", "", "", "1", "0.1"))
                .isEqualTo("COMMITTED,1");
        assertThat(eval("return redis.call('GET', 'sum') .. table.concat(redis.call('LRANGE', 'list', 0, -1))"))
                .isEqualTo("5a");
    }

    @Test
    void fencesWhatIsRolledBackAndWhatIsProvenToBeLost() {
        List<String> ending = List.of("replicas", PART, MARKS, "prepared", "ended");
        assertThat(run(RedisScript.ROLLBACK, ending, "0", "name", "token", "group|1|epoch"))
                .isEqualTo("OK,0");
        assertThat(run(
                        RedisScript.PREPARE,
                        List.of("replicas", PART, MARKS, "prepared"),
                        "0",
                        "name",
                        "token",
                        "0",
                        "0",
                        "1",
                        "0.1"))
                .isEqualTo("FENCED,0,T");
        assertThat(run(RedisScript.PROVE, List.of("replicas", "none"), "0", "T", "", "", "1", "0.1"))
                .isEqualTo("LOST,0");
        assertThat(run(RedisScript.PROVE, List.of("replicas", "none", "ended"), "0", "D", "+", "e", "1", "0.1"))
                .isEqualTo("LOST,0");
        assertThat(eval("return redis.call('HGET', 'none', '0.1')")).isEqualTo("D");
    }
}
