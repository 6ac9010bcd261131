package io.txgroup.manager.group;

import static io.txgroup.manager.group.CompensationStage.ID;
import static io.txgroup.manager.group.CompensationStage.TAKE;
import static io.txgroup.manager.group.CompensationStage.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.txgroup.manager.compensation.CompensationPolicy.WhenUnreachable;
import io.txgroup.manager.compensation.CompensationState;
import io.txgroup.manager.compensation.Compensations;
import io.txgroup.manager.compensation.Compensations.Answer;
import io.txgroup.manager.compensation.Compensations.Query;
import io.txgroup.manager.store.InMemoryGroupStore;
import io.txgroup.manager.store.StoreCommand;
import io.txgroup.protocol.Compensation;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Redo;
import io.txgroup.protocol.RedoEnded;
import io.txgroup.protocol.ResourceEnd.Result;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What operators see and order. */
class RecordedCompensationsTests {
    private final CompensationStage stage = new CompensationStage();
    private final Compensations operators = stage.manager.compensations();
    private final Compensations elsewhere = stage.other.compensations();

    private static Answer of(CompletionStage<Answer> answer) {
        assertThat(answer.toCompletableFuture()).isDone();
        return answer.toCompletableFuture().join();
    }

    @Test
    void anOperatorTriesAgainWhatWasGivenUp() {
        stage.policy = policy(true, 1, WhenUnreachable.PROCEED);
        stage.redoing();
        stage.ends(1, RedoEnded.Result.FAILED, Result.LOST);

        Answer answer = of(operators.repairNow(ID, stage.version(), "wang", "the new release is out"));

        assertThat(answer.result()).as(answer.message()).isEqualTo(Answer.Result.DONE);
        assertThat(answer.version()).isEqualTo(stage.version());
        assertThat(stage.state()).isEqualTo(GroupState.COMPENSATING);
        stage.pass(0);
        assertThat(stage.redos()).extracting(Redo::attempt).containsExactly(1, 2);
        assertThat(stage.record().orders()).singleElement().satisfies(order -> {
            assertThat(order.by()).isEqualTo("wang");
            assertThat(order.at()).isPositive();
        });
    }

    @Test
    void anOperatorHoldsAndResumes() {
        stage.redoing();
        stage.ends(1, RedoEnded.Result.FAILED, Result.LOST);
        assertThat(of(operators.hold(ID, stage.version(), "wang", "looking")).result())
                .isEqualTo(Answer.Result.DONE);
        stage.pass(600_000);
        assertThat(stage.redos()).hasSize(1);
        assertThat(stage.record().why()).isEqualTo("wang holds it: looking");

        assertThat(of(operators.resume(ID, stage.version(), "li", "")).result()).isEqualTo(Answer.Result.DONE);
        stage.pass(0);

        assertThat(stage.redos()).hasSize(2);
    }

    @Test
    void ofTwoOperatorsOneWins() {
        stage.redoing();
        String seen = stage.version();

        Answer first = of(operators.hold(ID, seen, "wang", ""));
        Answer second = of(elsewhere.discard(ID, seen, "li", "booked by hand"));

        assertThat(first.result()).isEqualTo(Answer.Result.DONE);
        assertThat(second.result()).isEqualTo(Answer.Result.CHANGED);
        assertThat(second.message()).contains(seen, "PARKED", "look again");
        assertThat(second.version()).isEqualTo(stage.version());
        assertThat(stage.record().orders()).hasSize(1);
    }

    @Test
    void whatWasJustRepairedIsNotDiscarded() {
        stage.redoing();
        String seen = stage.version();
        stage.ends(1, RedoEnded.Result.REPAIRED, Result.COMMITTED);

        assertThat(of(elsewhere.discard(ID, seen, "wang", "booked by hand")).result())
                .isEqualTo(Answer.Result.CHANGED);
        Answer again = of(elsewhere.discard(ID, stage.version(), "wang", "booked by hand"));

        assertThat(again.result()).isEqualTo(Answer.Result.REFUSED);
        assertThat(again.message()).contains("COMMITTED", "repaired");
        stage.pass(60_000);
        assertThat(stage.discards()).isEmpty();
    }

    @Test
    void whatIsBeingDiscardedIsNotRepaired() {
        stage.redoing();
        of(operators.discard(ID, stage.version(), "wang", "booked by hand"));

        Answer answer = of(operators.repairNow(ID, stage.version(), "li", ""));

        assertThat(answer.result()).isEqualTo(Answer.Result.REFUSED);
        assertThat(answer.message()).contains("discarded", "wang");
    }

    @Test
    void nobodyCanOrderWhatOnlyAPersonCanDo() {
        stage.committed(Compensation.NEVER);
        stage.shows(Result.LOST);
        stage.pass(0);

        Answer repair = of(operators.repairNow(ID, stage.version(), "wang", ""));
        Answer resume = of(operators.resume(ID, stage.version(), "wang", ""));

        assertThat(repair.result()).isEqualTo(Answer.Result.REFUSED);
        assertThat(repair.message()).contains("NEVER", "by hand");
        assertThat(resume.result()).isEqualTo(Answer.Result.REFUSED);
        assertThat(of(operators.discard(ID, stage.version(), "wang", "booked by hand"))
                        .result())
                .isEqualTo(Answer.Result.DONE);
    }

    @Test
    void anOrderSaysThatTheCallbackIsToldFirst() {
        stage.reply = null;
        stage.lost();
        stage.pass(0);

        Answer answer = of(operators.repairNow(ID, stage.version(), "wang", ""));

        assertThat(answer.result()).isEqualTo(Answer.Result.DONE);
        assertThat(answer.message()).contains("callback", "1 tries");
        assertThat(stage.redos()).isEmpty();
    }

    @Test
    void thereIsNothingToOrderWhereNothingIsLost() {
        stage.committed(Compensation.UNIT, TAKE);
        String version = stage.redis.groups().get(0).version().toString();

        assertThat(of(operators.hold(ID, version, "wang", "")).result()).isEqualTo(Answer.Result.NOT_THERE);
        GroupId never = GroupId.next(2, new Random(9), 1);
        assertThat(of(operators.hold(never, "1:x", "wang", "")).result()).isEqualTo(Answer.Result.NOT_THERE);
        assertThat(operators.one(never).toCompletableFuture().join()).isEmpty();
    }

    @Test
    void anOrderThatAFailoverCouldForgetIsNotConfirmed() {
        stage.redoing();
        String version = stage.version();
        stage.redis.cut(1);

        assertThat(of(operators.hold(ID, version, "wang", "")).result()).isEqualTo(Answer.Result.UNKNOWN);
    }

    @Test
    void aDiscardNeedsANote() {
        stage.redoing();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> operators.discard(ID, stage.version(), "wang", " "))
                .withMessageContaining("note");
    }

    @Test
    void listsNewestFirstPageByPage() {
        List<GroupId> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            GroupId id = GroupId.next(10 + i, new Random(i), 1);
            stage.committed(id, Compensation.UNIT, TAKE);
            stage.shows(id, Result.LOST);
            stage.pass(10);
            all.add(0, id);
        }

        List<GroupId> listed = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            Compensations.Page page = page(new Query(cursor, 2, Set.of(), "storage", 0, Long.MAX_VALUE));
            page.items().forEach(seen -> listed.add(seen.id()));
            cursor = page.next();
        }

        assertThat(listed).isEqualTo(all);
        assertThat(page(new Query("", 9, Set.of(CompensationState.PARKED), "", 0, Long.MAX_VALUE))
                        .items())
                .isEmpty();
        assertThat(page(new Query("", 9, Set.of(), "account", 0, Long.MAX_VALUE))
                        .items())
                .isEmpty();
        assertThat(page(new Query("", 9, Set.of(), "", stage.now(), Long.MAX_VALUE))
                        .items())
                .isEmpty();
    }

    @Test
    void aLargePageIsReadAFewRecordsAtATimeAndWithoutArguments() {
        for (int i = 0; i < 65; i++) {
            GroupId id = GroupId.next(10 + i, new Random(i), 1);
            stage.committed(id, Compensation.UNIT, TAKE);
            stage.shows(id, Result.LOST);
            stage.pass(1);
        }
        Deque<StoreCommand<?>> waiting = new ArrayDeque<>();
        Compensations slow =
                new RecordedCompensations(new InMemoryGroupStore(stage.redis, waiting::add), (id, event) -> {});

        CompletableFuture<Compensations.Page> listed =
                slow.list(Query.newest(500)).toCompletableFuture();

        int most = 0;
        while (!waiting.isEmpty()) {
            most = Math.max(most, waiting.size());
            StoreCommand<?> next = waiting.poll();
            next.carryOut();
            next.answer();
        }
        assertThat(most).isEqualTo(20);
        assertThat(listed).isDone();
        assertThat(listed.join().items()).hasSize(65);
        assertThat(listed.join().items())
                .isSortedAccordingTo((one, two) ->
                        Long.compare(two.record().since(), one.record().since()));
        assertThat(listed.join().items()).allSatisfy(seen -> assertThat(seen.work())
                .flatExtracting(Compensations.Work::invocations)
                .singleElement()
                .satisfies(ran -> {
                    assertThat(ran.methodId()).isEqualTo(TAKE.methodId());
                    assertThat(ran.arguments()).isEmpty();
                }));
    }

    private Compensations.Page page(Query query) {
        return operators.list(query).toCompletableFuture().join();
    }

    @Test
    void showsWhatRanAndWhatIsLost() {
        stage.redoing();

        Compensations.Seen seen = stage.seen();

        assertThat(seen.state()).isEqualTo(CompensationState.COMPENSATING);
        assertThat(seen.label()).isEqualTo("Order.place");
        assertThat(seen.work()).singleElement().satisfies(work -> {
            assertThat(work.invocations()).containsExactly(TAKE);
            assertThat(work.ends()).singleElement().satisfies(end -> assertThat(end.result())
                    .isEqualTo(Result.LOST));
        });
    }
}
