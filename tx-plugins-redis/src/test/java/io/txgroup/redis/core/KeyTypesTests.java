package io.txgroup.redis.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class KeyTypesTests {
    private final KeyTypes types = new KeyTypes();

    /** A command, its key the second word, with its type as the table of commands has it. */
    private void add(String text, String type) {
        WireCommand command =
                new WireCommand(Stream.of(text.split(" ")).map(Keys::utf8).toList());
        types.add(command, command.words().subList(1, 2), type);
    }

    @Test
    void requiresWhatTheFirstCommandNeeds() {
        add("LPUSH list a", "list");
        add("RPUSH list b", "list");
        add("HSET hash a 1", "hash");
        assertThat(types.required())
                .isEqualTo(Map.of(Keys.of(Keys.utf8("list")), "list", Keys.of(Keys.utf8("hash")), "hash"));
    }

    @Test
    void requiresNothingOfWhatIsOverwritten() {
        add("SET key 1", "=string");
        add("INCR key", "string");
        add("DEL other", "=none");
        add("SADD other a", "set");
        assertThat(types.required()).isEmpty();
    }

    @Test
    void findsACommandThatCanOnlyFail() {
        add("SET key 1", "=string");
        assertThatThrownBy(() -> add("SADD key a", "set"))
                .hasMessageContaining("SADD needs a set at key key")
                .hasMessageContaining("leaves a string");
    }

    @Test
    void doesNotClaimToKnowWhatMayBeGone() {
        add("LPOP key", "list~");
        add("SADD key a", "set");
        add("EVAL key", "?");
        add("ZADD key 1 a", "zset");
        assertThat(types.required()).isEqualTo(Map.of(Keys.of(Keys.utf8("key")), "list"));
    }
}
