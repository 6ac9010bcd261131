package io.txgroup.manager.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Compensation;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.ResourceEnd;
import io.txgroup.protocol.UnitCalls;
import io.txgroup.protocol.UnitId;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GroupRulesTests {
    private static final GroupId ID = GroupId.next(1, new Random(1), 1);
    private static final Epoch EPOCH = new Epoch("e");
    private static final CallPath FIRST = new CallPath("0.1");
    private static final CallPath SECOND = new CallPath("0.2");
    private static final UnitId STARTER = unit("order", "s");
    private static final UnitId STORAGE = unit("storage", "a");
    private static final UnitId STORAGE_AGAIN = unit("storage", "b");
    private static final UnitId ACCOUNT = unit("account", "c");
    private static final long NOW = 1_000;

    private final GroupRules rules = new GroupRules("manager");
    private Group group = Group.created(ID, EPOCH, STARTER, NOW + 10_000, NOW, NOW + 30_000, "Order.place");

    @Test
    void commitsWhenExactlyTheExpectedUnitsHaveJoined() {
        say(join(STORAGE, false, FIRST));
        say(close(new UnitCalls(STORAGE, List.of(FIRST))));

        assertThat(group.state()).isEqualTo(GroupState.COMMITTING);
        assertThat(rules.wants(group)).hasSize(2).allSatisfy(this::isCommit);
    }

    @Test
    void aJoinThatComesAfterTheCloseCompletesIt() {
        say(close(new UnitCalls(STORAGE, List.of(FIRST))));
        assertThat(group.state()).isEqualTo(GroupState.ACTIVE);
        assertThat(rules.wants(group)).containsExactly(new Message.JoinNow(ID, STORAGE));

        say(join(STORAGE, false, FIRST));

        assertThat(group.state()).isEqualTo(GroupState.COMMITTING);
    }

    @Test
    void rollsBackWhenAUnitJoinedThatNobodyExpects() {
        say(join(STORAGE, false, FIRST));
        say(join(ACCOUNT, false, SECOND));
        say(close(new UnitCalls(STORAGE, List.of(FIRST))));

        assertThat(group.state()).isEqualTo(GroupState.ROLLING_BACK);
        assertThat(group.cause()).contains("not expected").contains("account");
    }

    @Test
    void rollsBackWhenTheStarterServedACallThatNobodyExpects() {
        say(join(STORAGE, false, FIRST));
        say(new Message.Close(
                ID,
                STARTER,
                EPOCH,
                Outcome.COMMIT,
                List.of(CallPath.ROOT, FIRST),
                List.of(new UnitCalls(STORAGE, List.of(FIRST))),
                false,
                List.of("ds#1"),
                "",
                Compensation.UNIT,
                List.of()));

        assertThat(group.state()).isEqualTo(GroupState.ROLLING_BACK);
        assertThat(group.cause()).contains("not expected");
    }

    @Test
    void rollsBackWhenAMemberJoinsWithMoreWhileItIsPrepared() {
        say(join(STORAGE, true, FIRST));
        say(close(new UnitCalls(STORAGE, List.of(FIRST))));
        assertThat(group.state()).isEqualTo(GroupState.PREPARING);

        say(join(STORAGE, true, FIRST, SECOND));

        assertThat(group.state()).isEqualTo(GroupState.ROLLING_BACK);
    }

    @Test
    void rollsBackWhenACallPathJoinedThatNobodyExpects() {
        say(join(STORAGE, false, FIRST, SECOND));
        say(close(new UnitCalls(STORAGE, List.of(FIRST))));

        assertThat(group.state()).isEqualTo(GroupState.ROLLING_BACK);
    }

    @Test
    void aUnitThatJoinsAfterTheCloseUnexpectedIsNoMember() {
        say(close(new UnitCalls(STORAGE, List.of(FIRST))));
        Message.Join late = join(ACCOUNT, false, SECOND);
        say(late);

        assertThat(group.member(ACCOUNT)).isEmpty();
        assertThat(rules.answer(group, late)).hasValueSatisfying(answer -> assertThat(((Message.Tell) answer).outcome())
                .isEqualTo(Outcome.ROLLBACK));
        assertThat(group.outcome()).isEmpty();
    }

    @Test
    void aJoinOfAnotherTokenIsNoRepetition() {
        say(join(STORAGE, false, FIRST));
        Message.Join other = join(STORAGE_AGAIN, false, FIRST);
        say(other);

        assertThat(group.member(STORAGE_AGAIN)).isEmpty();
        assertThat(rules.answer(group, other))
                .hasValueSatisfying(
                        answer -> assertThat(((Message.Tell) answer).outcome()).isEqualTo(Outcome.ROLLBACK));
    }

    @Test
    void aVetoRollsBackUntilTheDecisionAndChangesNothingAfterIt() {
        say(new Message.Veto(ID, STORAGE, EPOCH, true, "no stock"));
        assertThat(group.state()).isEqualTo(GroupState.ROLLING_BACK);
        assertThat(group.cause()).contains("no stock");

        group = Group.created(ID, EPOCH, STARTER, NOW, NOW, NOW + 30_000, "Order.place");
        say(close());
        Group committing = group;
        say(new Message.Veto(ID, STARTER, EPOCH, true, "too late"));
        assertThat(group).isSameAs(committing);
    }

    @Test
    void asksAllToPrepareIfOneCan() {
        say(join(STORAGE, true, FIRST));
        say(close(new UnitCalls(STORAGE, List.of(FIRST))));
        assertThat(group.state()).isEqualTo(GroupState.PREPARING);
        assertThat(rules.wants(group)).hasSize(2).allMatch(Message.Prepare.class::isInstance);

        say(new Message.Prepared(ID, STORAGE, EPOCH, true, ""));
        assertThat(group.state()).isEqualTo(GroupState.PREPARING);
        say(new Message.Prepared(ID, STARTER, EPOCH, true, ""));
        assertThat(group.state()).isEqualTo(GroupState.COMMITTING);
    }

    @Test
    void theFirstAnswerToPrepareSticks() {
        say(join(STORAGE, true, FIRST));
        say(close(new UnitCalls(STORAGE, List.of(FIRST))));
        say(new Message.Prepared(ID, STORAGE, EPOCH, false, "disk full"));
        assertThat(group.state()).isEqualTo(GroupState.ROLLING_BACK);

        say(new Message.Prepared(ID, STORAGE, EPOCH, true, ""));
        assertThat(group.state()).isEqualTo(GroupState.ROLLING_BACK);
    }

    @Test
    void whatIsNotPreparedInTimeIsRolledBack() {
        say(join(STORAGE, true, FIRST));
        say(close(new UnitCalls(STORAGE, List.of(FIRST))));

        group = rules.timePassed(group, NOW + 9_999);
        assertThat(group.state()).isEqualTo(GroupState.PREPARING);
        group = rules.timePassed(group, NOW + 10_000);
        assertThat(group.state()).isEqualTo(GroupState.ROLLING_BACK);
    }

    @Test
    void theDeadlineRollsBackOrFindsTheGroupAbandoned() {
        Group alone = rules.timePassed(group, NOW + 30_000);
        assertThat(alone.state()).isEqualTo(GroupState.ABANDONED);
        assertThat(alone.due(NOW)).isEmpty();
        assertThat(alone.expiry(NOW + 30_000)).contains(NOW + 30_000 + Group.STUB_MILLIS);

        say(join(STORAGE, false, FIRST));
        assertThat(rules.timePassed(group, NOW + 30_000).state()).isEqualTo(GroupState.ROLLING_BACK);
    }

    @Test
    void endsWhenEveryUnitHasAcknowledged() {
        say(join(STORAGE, false, FIRST));
        say(close(new UnitCalls(STORAGE, List.of(FIRST))));
        say(committed(STORAGE));
        assertThat(group.state()).isEqualTo(GroupState.COMMITTING);
        say(committed(STARTER));
        assertThat(group.state()).isEqualTo(GroupState.COMMITTED);
        assertThat(rules.wants(group)).containsExactly(new Message.Ended(ID, STARTER, Outcome.COMMIT));
    }

    @Test
    void neverEndsWhileACommitIsUnproven() {
        say(close());
        say(new Message.Acknowledge(
                ID,
                STARTER,
                EPOCH,
                Outcome.COMMIT,
                List.of(new ResourceEnd("ds#1", ResourceEnd.Result.UNPROVEN, "broken pipe"))));

        assertThat(group.state()).isEqualTo(GroupState.COMMITTING);
        assertThat(rules.mayBeGone(group, group.members().get(0))).isFalse();
    }

    @Test
    void anAcknowledgementThatContradictsIsKept() {
        say(close());
        say(new Message.Acknowledge(ID, STARTER, EPOCH, Outcome.ROLLBACK, List.of()));
        say(committed(STARTER));

        assertThat(group.contradicting()).hasSize(1);
        assertThat(group.state()).isEqualTo(GroupState.COMMITTING);
    }

    @Test
    void aProcessThatIsGoneForFiveMinutesIsNotWaitedForIfItHeldNothing() {
        say(close());
        group = rules.presence(group, STARTER, false, NOW);
        group = rules.presence(group, STARTER, false, NOW + 299_999);
        assertThat(group.state()).isEqualTo(GroupState.COMMITTING);
        group = rules.presence(group, STARTER, false, NOW + 300_000);
        assertThat(group.state()).isEqualTo(GroupState.COMMITTED);
    }

    @Test
    void aProcessThatComesBackIsWaitedForAgain() {
        say(close());
        group = rules.presence(group, STARTER, false, NOW);
        group = rules.presence(group, STARTER, true, NOW + 1_000);
        group = rules.presence(group, STARTER, false, NOW + 300_000);
        assertThat(group.state()).isEqualTo(GroupState.COMMITTING);
    }

    @Test
    void absenceIsTheOutcomeOnlyForWhoHoldsInTheSameEpoch() {
        Message.Ask holds = new Message.Ask(ID, STORAGE, EPOCH, true);
        Message.Ask holdsNothing = new Message.Ask(ID, STORAGE, EPOCH, false);

        assertThat(rules.answerAbsent(holds, true)).containsInstanceOf(Message.Tell.class);
        assertThat(rules.answerAbsent(holdsNothing, true))
                .contains(new Message.Undecided(ID, STORAGE, Message.Undecided.Why.NO_RECORD));
        assertThat(rules.answerAbsent(holds, false))
                .contains(new Message.Undecided(ID, STORAGE, Message.Undecided.Why.OTHER_EPOCH));
    }

    private void say(Message.OfUnit message) {
        group = rules.apply(group, message, NOW);
    }

    private void isCommit(Message.ToUnit word) {
        assertThat(word).isInstanceOfSatisfying(Message.Tell.class, tell -> assertThat(tell.outcome())
                .isEqualTo(Outcome.COMMIT));
    }

    private static Message.Join join(UnitId unit, boolean canPrepare, CallPath... paths) {
        return new Message.Join(
                ID, unit, EPOCH, List.of(paths), canPrepare, List.of("ds#1"), Compensation.UNIT, List.of());
    }

    private static Message.Close close(UnitCalls... expected) {
        return new Message.Close(
                ID,
                STARTER,
                EPOCH,
                Outcome.COMMIT,
                List.of(CallPath.ROOT),
                List.of(expected),
                false,
                List.of(),
                "",
                Compensation.UNIT,
                List.of());
    }

    private static Message.Acknowledge committed(UnitId unit) {
        return new Message.Acknowledge(
                ID, unit, EPOCH, Outcome.COMMIT, List.of(new ResourceEnd("ds#1", ResourceEnd.Result.COMMITTED, "")));
    }

    private static UnitId unit(String service, String token) {
        return new UnitId(new ProcessId(service, "instance", "process"), token);
    }
}
