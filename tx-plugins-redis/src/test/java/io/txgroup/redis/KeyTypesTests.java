package io.txgroup.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeyTypesTests {
    private final CommandTable table = new CommandTable(Set.of(), Set.of());
    private final KeyTypes types = new KeyTypes();

    private void add(String text) {
        WireCommand command = CommandTableTests.command(text);
        types.add(command, table.keys(command), table.type(command));
    }

    @Test
    void requiresWhatTheFirstCommandNeeds() {
        add("LPUSH list a");
        add("RPUSH list b");
        add("HSET hash a 1");
        assertThat(types.required())
                .isEqualTo(Map.of(Keys.of(Keys.utf8("list")), "list", Keys.of(Keys.utf8("hash")), "hash"));
    }

    @Test
    void requiresNothingOfWhatIsOverwritten() {
        add("SET key 1");
        add("INCR key");
        add("DEL other");
        add("SADD other a");
        assertThat(types.required()).isEmpty();
    }

    @Test
    void findsACommandThatCanOnlyFail() {
        add("SET key 1");
        assertThatThrownBy(() -> add("SADD key a"))
                .hasMessageContaining("SADD needs a set at key key")
                .hasMessageContaining("leaves a string");
    }

    @Test
    void doesNotClaimToKnowWhatMayBeGone() {
        add("LPOP key");
        add("SADD key a");
        add("EVAL text 1 key");
        add("ZADD key 1 a");
        assertThat(types.required()).isEqualTo(Map.of(Keys.of(Keys.utf8("key")), "list"));
    }
}
