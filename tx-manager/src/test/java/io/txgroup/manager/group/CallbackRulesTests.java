package io.txgroup.manager.group;

import static io.txgroup.manager.group.CompensationStage.ID;
import static io.txgroup.manager.group.CompensationStage.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.txgroup.manager.compensation.Callback;
import io.txgroup.manager.compensation.CallbackReply;
import io.txgroup.manager.compensation.CallbackReply.Choice;
import io.txgroup.manager.compensation.CompensationEvent;
import io.txgroup.manager.compensation.CompensationEvent.Kind;
import io.txgroup.manager.compensation.CompensationEvent.Known;
import io.txgroup.manager.compensation.CompensationEvent.Resource;
import io.txgroup.manager.compensation.CompensationPolicy.WhenUnreachable;
import io.txgroup.manager.compensation.CompensationState;
import io.txgroup.manager.compensation.Order;
import io.txgroup.manager.compensation.Telling;
import io.txgroup.protocol.RedoEnded;
import io.txgroup.protocol.ResourceEnd.Result;
import org.junit.jupiter.api.Test;

/** What the application is told of lost work, and what its answer does. */
class CallbackRulesTests {
    private static final CallbackReply SILENCE = new CallbackReply.Unreachable("connection refused");

    private final CompensationStage stage = new CompensationStage();

    @Test
    void theApplicationIsToldOnceBeforeAnythingIsDone() {
        stage.reply = null;
        stage.lost();
        stage.pass(0);
        stage.pass(Callback.LONGEST_MILLIS - 1_000);

        assertThat(stage.redos()).isEmpty();
        CompensationEvent event = stage.told.get(0);
        assertThat(stage.told).hasSize(1);
        assertThat(event.kind()).isEqualTo(Kind.CREATED);
        assertThat(event.id()).isEqualTo(ID + ":created");
        assertThat(event.service()).isEqualTo("storage");
        assertThat(event.method()).isEqualTo("com.acme.Storage.take(int)");
        assertThat(event.state()).isEqualTo(CompensationState.COMPENSATING);
        assertThat(event.resources())
                .containsExactly(
                        new Resource("order", "order-1", "db#1", Known.COMMITTED),
                        new Resource("storage", "storage-1", "db#1", Known.LOST));

        stage.replies.get(0).accept(new CallbackReply.Acknowledged());
        stage.pass(0);
        assertThat(stage.redos()).hasSize(1);
    }

    @Test
    void theApplicationIsToldHowItEnded() {
        stage.redoing();
        stage.ends(1, RedoEnded.Result.REPAIRED, Result.COMMITTED);
        stage.pass(0);

        assertThat(stage.told).hasSize(2);
        CompensationEvent event = stage.told.get(1);
        assertThat(event.kind()).isEqualTo(Kind.ENDED);
        assertThat(event.id()).isEqualTo(ID + ":ended");
        assertThat(event.state()).isEqualTo(CompensationState.COMMITTED);
        assertThat(event.resources()).extracting(Resource::known).containsOnly(Known.COMMITTED);
        stage.pass(3_600_000);
        assertThat(stage.told).hasSize(2);
    }

    @Test
    void anApplicationThatSaysHoldParksIt() {
        stage.reply = new CallbackReply.Decision(Choice.HOLD, "stocktaking");
        stage.lost();
        stage.pass(0);
        stage.pass(60_000);

        assertThat(stage.state()).isEqualTo(GroupState.PARKED);
        assertThat(stage.record().why()).contains("stocktaking");
        assertThat(stage.record().orders())
                .extracting(Order::by, Order::kind)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(Order.CALLBACK, Order.Kind.HOLD));
        assertThat(stage.redos()).isEmpty();
    }

    @Test
    void anApplicationThatSaysDiscardIsObeyed() {
        stage.reply = new CallbackReply.Decision(Choice.DISCARD, "order was cancelled");
        stage.lost();
        stage.pass(0);
        stage.pass(0);
        assertThat(stage.redos()).isEmpty();
        assertThat(stage.discards()).hasSize(1);

        stage.shows(Result.DISCARDED);
        stage.pass(0);

        assertThat(stage.state()).isEqualTo(GroupState.RESOLVED);
        assertThat(stage.told.get(1).state()).isEqualTo(CompensationState.RESOLVED);
        assertThat(stage.told.get(1).note()).contains("order was cancelled");
    }

    @Test
    void itGoesOnWithoutAnApplicationThatCantBeReached() {
        stage.reply = SILENCE;
        stage.lost();
        stage.pass(0);
        stage.pass(5_100);
        assertThat(stage.redos()).isEmpty();
        stage.pass(10_100);
        stage.pass(0);

        assertThat(stage.told).hasSize(3).extracting(CompensationEvent::id).containsOnly(ID + ":created");
        assertThat(stage.record().created().result()).isEqualTo(Telling.Result.GIVEN_UP);
        assertThat(stage.record().created().note()).isEqualTo("connection refused");
        assertThat(stage.redos()).hasSize(1);
    }

    @Test
    void itIsHeldForAnApplicationThatCantBeReachedIfThePolicySaysSo() {
        stage.policy = policy(true, 1, WhenUnreachable.HOLD);
        stage.reply = SILENCE;
        stage.lost();
        stage.pass(0);
        stage.pass(60_000);

        assertThat(stage.state()).isEqualTo(GroupState.PARKED);
        assertThat(stage.record().why()).contains("1 tries", "connection refused");
        assertThat(stage.redos()).isEmpty();
    }

    @Test
    void aManagerThatDiesWhileItTellsIsFollowedByAnotherOneWithTheSameEvent() {
        stage.reply = null;
        stage.lost();
        stage.manager.sweep(0);
        assertThat(stage.told).hasSize(1);

        stage.pass(Callback.LONGEST_MILLIS + 100);

        assertThat(stage.told).hasSize(2).extracting(CompensationEvent::id).containsOnly(ID + ":created");
        stage.replies.get(1).accept(new CallbackReply.Acknowledged());
        stage.replies.get(0).accept(new CallbackReply.Decision(Choice.DISCARD, "too late"));
        stage.pass(0);
        assertThat(stage.redos()).hasSize(1);
        assertThat(stage.discards()).isEmpty();
    }

    @Test
    void theEndIsToldUntilSomebodyHearsItOrTheRetentionIsOver() {
        stage.redoing();
        stage.reply = SILENCE;
        stage.ends(1, RedoEnded.Result.REPAIRED, Result.COMMITTED);
        for (int hour = 0; hour < 7 * 24 + 2; hour++) {
            assertThat(stage.group().expiry(stage.now())).isEmpty();
            stage.pass(3_600_100);
            if (!stage.record().ended().isOpen()) {
                break;
            }
        }

        assertThat(stage.record().ended().result()).isEqualTo(Telling.Result.GIVEN_UP);
        assertThat(stage.told.size()).isGreaterThan(100);
        assertThat(stage.group().expiry(stage.now())).isPresent();
    }

    @Test
    void nobodyIsToldBeforeAFailoverWouldKeepIt() {
        stage.lost();
        stage.redis.replicateAll();
        stage.replicaLags();
        stage.pass(0);
        stage.pass(0);
        assertThat(stage.told)
                .as("nobody is told before a failover would keep it")
                .isEmpty();
        assertThat(stage.redos()).isEmpty();
    }

    @Test
    void whatAnOperatorHeldTheApplicationDoesNotSetGoing() {
        stage.reply = null;
        stage.lost();
        stage.pass(0);
        stage.manager.compensations().hold(ID, stage.version(), "wang", "looking into it");

        stage.replies.get(0).accept(new CallbackReply.Decision(Choice.DISCARD, "cancelled"));
        stage.pass(60_000);

        assertThat(stage.state()).isEqualTo(GroupState.PARKED);
        assertThat(stage.record().created().choice()).isEqualTo(Choice.DISCARD);
        assertThat(stage.asked).isEmpty();
    }

    @Test
    void whatAnOperatorOrderedToRepairTheApplicationDoesNotDiscard() {
        stage.reply = null;
        stage.lost();
        stage.pass(0);
        stage.manager.compensations().repairNow(ID, stage.version(), "wang", "the shop said so");

        stage.replies.get(0).accept(new CallbackReply.Decision(Choice.DISCARD, "cancelled"));
        stage.pass(0);

        assertThat(stage.discards()).isEmpty();
        assertThat(stage.redos()).hasSize(1);
    }

    @Test
    void thatATryWasInVainSaysNothingOfALaterOne() {
        stage.reply = null;
        stage.lost();
        stage.pass(0);
        stage.pass(Callback.LONGEST_MILLIS + 100);
        stage.pass(Callback.LONGEST_MILLIS + 100);
        assertThat(stage.told).hasSize(3);

        stage.replies.get(1).accept(SILENCE);
        assertThat(stage.record().created().isOpen()).isTrue();
        stage.replies.get(2).accept(new CallbackReply.Decision(Choice.DISCARD, "refunded"));
        stage.pass(0);

        assertThat(stage.redos()).isEmpty();
        assertThat(stage.discards()).hasSize(1);
    }
}
