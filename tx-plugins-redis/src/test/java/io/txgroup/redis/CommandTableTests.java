package io.txgroup.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.protocol.CommandType;
import io.txgroup.redis.core.WireCommand;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandTableTests {
    /** Of Sentinels, of newer servers than are tested, or no commands but words in one; EVALSHA is no command that is queued. */
    private static final Set<String> ELSEWHERE = Set.of(
            "SENTINEL",
            "DIGEST",
            "HOTKEYS",
            "XCFGSET",
            "DELEX",
            "MSETEX",
            "AUTH2",
            "MYID",
            "MYSHARDID",
            "STRALGO",
            "EVALSHA",
            "GEOENCODE",
            "GEODECODE",
            "VEMBRAW",
            "VLINKSWITHSCORES",
            "VSIMWITHSCORES");

    private final CommandTable table = new CommandTable(Set.of("BF.EXISTS"), Set.of("bf.add"));

    static WireCommand command(String text) {
        return new WireCommand(Stream.of(text.split(" "))
                .map(word -> word.getBytes(StandardCharsets.UTF_8))
                .toList());
    }

    @ParameterizedTest
    @CsvSource({
        "GET k, READ",
        "set k v, WRITE",
        "SET k v PX 10, WRITE",
        "SET k v NX, ANSWERED",
        "SET k v GET, ANSWERED",
        "SET k NX, WRITE",
        "GETEX k, READ",
        "GETEX k PERSIST, ANSWERED",
        "ZADD k 1 a, WRITE",
        "ZADD k INCR 1 a, ANSWERED",
        "BITFIELD k GET u8 0, READ",
        "BITFIELD k SET u8 0 1, ANSWERED",
        "SORT k, READ",
        "SORT k STORE other, WRITE",
        "GEORADIUS k 1 1 1 m, READ",
        "GEORADIUS k 1 1 1 m STORE other, WRITE",
        "XREAD COUNT 1 STREAMS a 0, READ",
        "XREAD BLOCK 1 STREAMS a 0, BLOCKING",
        "CONFIG GET maxmemory, READ",
        "CONFIG SET maxmemory 1, SERVER",
        "SCRIPT EXISTS abc, READ",
        "SCRIPT FLUSH, SERVER",
        "BLPOP k 0, BLOCKING",
        "MULTI, TRANSACTION",
        "BF.ADD k v, WRITE",
        "BF.EXISTS k v, READ",
        "JSON.SET k v, UNKNOWN",
    })
    void knowsWhatAGroupDoesWithACommand(String text, CommandKind kind) {
        assertThat(table.kind(command(text))).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({
        "GET a, a",
        "MSET a 1 b 2, a b",
        "DEL a b c, a b c",
        "RENAME a b, a b",
        "EVAL text 2 a b c, a b",
        "ZUNIONSTORE d 2 a b WEIGHTS 1 2, d a b",
        "LMPOP 2 a b LEFT, a b",
        "XREAD COUNT 2 STREAMS a b 0 0, a b",
        "BITOP AND d a b, d a b",
        "SORT a BY x STORE d, a d",
        "GEORADIUS a 1 1 1 m STORE d, a d",
        "OBJECT ENCODING a, a",
        "KEYS *, ''",
    })
    void findsTheKeys(String text, String keys) {
        assertThat(table.keys(command(text)).stream().map(key -> new String(key, StandardCharsets.UTF_8)))
                .isEqualTo(keys.isEmpty() ? List.of() : List.of(keys.split(" ")));
    }

    @Test
    void doesNotCallACommandOfRedisAReadBecauseASettingSaysSo() {
        assertThatThrownBy(() -> new CommandTable(Set.of("incr"), Set.of()))
                .hasMessageContaining("INCR")
                .hasMessageContaining("tx.redis.reads");
    }

    @Test
    void knowsEveryCommandOfTheDriverThatIsNotOfAModule() {
        assertThat(Stream.of(CommandType.values())
                        .map(CommandType::toString)
                        .filter(name -> !name.contains(".") && !ELSEWHERE.contains(name))
                        .filter(name -> table.kind(command(name)) == CommandKind.UNKNOWN))
                .isEmpty();
    }
}
