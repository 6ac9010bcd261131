package io.txgroup.manager.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Invocation;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskedArgumentsTests {
    private static String masked(String arguments, String... sensitive) {
        return MaskedArguments.of(new Invocation(CallPath.ROOT, "pay", arguments, List.of(sensitive), Map.of(), ""))
                .replaceAll("\\s+", "");
    }

    @Test
    void masksWhatIsSensitiveAndNothingElse() {
        String arguments = "[{\"name\":\"li\",\"cards\":[{\"no\":4111},{\"no\":4222}],\"a/b\":1},\"secret\"]";
        assertThat(masked(arguments, "/0/cards/1/no", "/0/a~1b", "/1"))
                .isEqualTo("[{\"name\":\"li\",\"cards\":[{\"no\":4111},{\"no\":\"***\"}],\"a/b\":\"***\"},\"***\"]");
    }

    @Test
    void masksAWholeOnceWhateverOfItIsNamedToo() {
        assertThat(masked("[{\"card\":{\"no\":4111}},7]", "/0/card/no", "/0/card"))
                .isEqualTo("[{\"card\":\"***\"},7]");
    }

    @Test
    void keepsEveryDigitOfANumber() {
        assertThat(masked("[9007199254740993,10.00,0.1000000000000000055511151231257827]"))
                .isEqualTo("[9007199254740993,10.00,0.1000000000000000055511151231257827]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/0/gone", "/0/cards/7", "/0/name/further"})
    void masksTheWholeArgumentIfItsPlaceIsNotThere(String pointer) {
        assertThat(masked("[{\"name\":\"li\",\"cards\":[4111]},7]", pointer)).isEqualTo("[\"***\",7]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/9", "/x", "no pointer"})
    void masksEverythingIfNoArgumentIsNamed(String pointer) {
        assertThat(masked("[4111]", pointer)).isEqualTo("***");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[4111", "{\"card\":4111}", "4111", "nonsense 4111"})
    void masksEverythingThatIsNoListOfArguments(String arguments) {
        assertThat(masked(arguments)).isEqualTo("***");
    }

    @Test
    void saysNothingWhereNothingIsKnown() {
        assertThat(MaskedArguments.of(Invocation.manualOnly(CallPath.ROOT, "pay", "a stream")))
                .isEmpty();
    }
}
