package io.txgroup.manager.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txgroup.protocol.Outcome;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GroupStateTests {
    @ParameterizedTest
    @EnumSource(GroupState.class)
    void anOutcomeNeverChanges(GroupState state) {
        state.outcome().ifPresent(outcome -> assertThat(state.next())
                .allSatisfy(next -> assertThat(next.outcome()).contains(outcome)));
    }

    @ParameterizedTest
    @EnumSource(GroupState.class)
    void aStateIsFoundByItsCode(GroupState state) {
        assertThat(GroupState.ofCode(state.code())).isEqualTo(state);
    }

    @Test
    void codesAreNeverGivenTwice() {
        assertThat(Arrays.stream(GroupState.values()).map(GroupState::code).collect(Collectors.toSet()))
                .hasSameSizeAs(GroupState.values());
    }

    @Test
    void anIllegalStepNamesBothStates() {
        assertThatThrownBy(() -> GroupState.ROLLING_BACK.to(GroupState.COMMITTED))
                .hasMessageContaining("ROLLING_BACK")
                .hasMessageContaining("COMMITTED");
    }

    @Test
    void onlyTheWaysOfCommitCommit() {
        assertThat(Arrays.stream(GroupState.values())
                        .filter(state ->
                                state.outcome().filter(Outcome.COMMIT::equals).isPresent()))
                .containsExactly(
                        GroupState.COMMITTING,
                        GroupState.COMMITTED,
                        GroupState.COMPENSATING,
                        GroupState.PARKED,
                        GroupState.RESOLVED);
    }
}
