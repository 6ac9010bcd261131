package io.txgroup.verification.chaos.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CheckerTests {
    /**
     * A way to corrupt the good history.
     *
     * @param name what was done to it
     * @param rule the rule that it breaks
     * @param subject what the finding must name
     * @param corrupt does it
     */
    record Corruption(String name, Rule rule, String subject, Consumer<Draft> corrupt) {
        @Override
        public String toString() {
            return name;
        }
    }

    @Test
    void acceptsAGoodHistoryAndCountsIt() {
        Verdict verdict = Draft.good().check();
        assertThat(verdict.findings()).isEmpty();
        assertThat(verdict).isEqualTo(new Verdict(List.of(), 2, 3, 0, 0));
    }

    @Test
    void acceptsAtHeldWhatIsKnownAsLostAndCountsItApart() {
        Draft draft = Draft.good();
        draft.durable = false;
        draft.unbook(1, "south");
        draft.losses.add(new Loss("south", Draft.COMMITTED));
        Verdict verdict = draft.check();
        assertThat(verdict.findings()).isEmpty();
        assertThat(verdict).isEqualTo(new Verdict(List.of(), 1, 3, 1, 0));
    }

    @Test
    void acceptsAtHeldAGroupOfWhichEverythingIsKnownAsLost() {
        Draft draft = Draft.good();
        draft.durable = false;
        for (String service : List.of("north", "south", "east")) {
            draft.unbook(1, service);
            draft.losses.add(new Loss(service, Draft.COMMITTED));
        }
        assertThat(draft.check().findings()).isEmpty();
    }

    @Test
    void acceptsTombstonesOfAGroupThatIsRolledBack() {
        Draft draft = Draft.good();
        draft.outcomes.put("unnamed", false);
        draft.losses.add(new Loss("south", "unnamed"));
        assertThat(draft.check().findings()).isEmpty();
    }

    @Test
    void countsHalfDoneTransfers() {
        Draft draft = Draft.good();
        draft.unbook(1, "east");
        draft.unbook(4, "east");
        assertThat(draft.check().halfDone()).isEqualTo(2);
    }

    @Test
    void knowsNoTransferThatDoesNotAddUp() {
        assertThatThrownBy(() -> new Transfer(7, List.of(new Entry("north", 1, -10), new Entry("south", 1, 9)), false))
                .hasMessageContaining("Transfer 7 adds up to -1");
        assertThatThrownBy(() -> new Transfer(8, List.of(new Entry("north", 1, -1), new Entry("north", 2, 1)), false))
                .hasMessageContaining("Transfer 8 has two entries of north");
    }

    @ParameterizedTest
    @MethodSource({"corruptedBooks", "corruptedRows", "corruptedWords", "corruptedLosses", "corruptedEnds"})
    void rejects(Corruption corruption) {
        Draft draft = Draft.good();
        corruption.corrupt.accept(draft);
        List<Finding> findings = draft.check().findings();
        assertThat(findings).anySatisfy(finding -> {
            assertThat(finding.rule()).isEqualTo(corruption.rule);
            assertThat(finding.subject()).contains(corruption.subject);
            assertThat(finding.toString()).startsWith(corruption.rule + ": ");
        });
    }

    static Stream<Corruption> corruptedBooks() {
        return Stream.of(
                new Corruption(
                        "the participant's row is missing",
                        Rule.ALL_OR_NONE,
                        Draft.COMMITTED,
                        draft -> draft.unbook(1, "south")),
                new Corruption(
                        "the starter's row is missing",
                        Rule.ALL_OR_NONE,
                        Draft.COMMITTED,
                        draft -> draft.unbook(1, "north")),
                new Corruption(
                        "half of an unanswered group is there",
                        Rule.ALL_OR_NONE,
                        Draft.UNANSWERED,
                        draft -> draft.unbook(4, "north")),
                new Corruption(
                        "success was told and nothing is there",
                        Rule.SUCCESS_IS_BOOKED,
                        Draft.COMMITTED,
                        draft -> List.of("north", "south", "east").forEach(service -> draft.unbook(1, service))),
                new Corruption(
                        "failure was told and everything is there",
                        Rule.FAILURE_IS_NOT_BOOKED,
                        Draft.ROLLED_BACK,
                        draft -> draft.bookAll(2, Draft.ROLLED_BACK)),
                new Corruption(
                        "a part of a failure is there",
                        Rule.FAILURE_IS_NOT_BOOKED,
                        Draft.ROLLED_BACK,
                        draft -> draft.book(2, Draft.ROLLED_BACK, draft.entry(2, "north"))),
                new Corruption("a refused transfer is there", Rule.REFUSED_IS_NOT_BOOKED, Draft.REFUSED, draft -> {
                    draft.tell(3, Told.UNKNOWN, Draft.REFUSED);
                    draft.bookAll(3, Draft.REFUSED);
                }));
    }

    static Stream<Corruption> corruptedRows() {
        return Stream.of(
                new Corruption(
                        "a row is there twice",
                        Rule.NOTHING_TWICE,
                        Draft.COMMITTED,
                        draft -> draft.book(1, Draft.COMMITTED, draft.entry(1, "south"))),
                new Corruption(
                        "a whole transfer is there twice",
                        Rule.NOTHING_TWICE,
                        Draft.UNANSWERED,
                        draft -> draft.bookAll(4, Draft.UNANSWERED)),
                new Corruption("a row has another amount", Rule.NOTHING_FOREIGN, Draft.COMMITTED, draft -> {
                    draft.unbook(1, "south");
                    draft.book(1, Draft.COMMITTED, new Entry("south", 1, 8));
                }),
                new Corruption("a row is of another account", Rule.NOTHING_FOREIGN, Draft.COMMITTED, draft -> {
                    draft.unbook(1, "south");
                    draft.book(1, Draft.COMMITTED, new Entry("south", 2, 7));
                }),
                new Corruption(
                        "a row is of a transfer that nobody asked for",
                        Rule.NOTHING_FOREIGN,
                        "group-9",
                        draft -> draft.book(9, "group-9", new Entry("south", 1, 0))),
                new Corruption("two groups did one transfer", Rule.ONE_GROUP, "group-9", draft -> {
                    draft.unbook(1, "east");
                    draft.book(1, "group-9", draft.entry(1, "east"));
                }),
                new Corruption("one group did two transfers", Rule.ONE_GROUP, Draft.COMMITTED, draft -> {
                    draft.unbook(4, "north");
                    draft.unbook(4, "east");
                    draft.bookAll(4, Draft.COMMITTED);
                }));
    }

    static Stream<Corruption> corruptedWords() {
        return Stream.of(
                new Corruption(
                        "success was told for a refused transfer",
                        Rule.REFUSED_IS_NOT_BOOKED,
                        Draft.REFUSED,
                        draft -> draft.tell(3, Told.SUCCESS, Draft.REFUSED)),
                new Corruption(
                        "another group was told",
                        Rule.ONE_GROUP,
                        "group-9",
                        draft -> draft.tell(1, Told.SUCCESS, "group-9")),
                new Corruption(
                        "two answers were told",
                        Rule.ASKED_AND_TOLD_ONCE,
                        Draft.COMMITTED,
                        draft -> draft.answers.add(new Answer(1, Told.FAILURE, Draft.COMMITTED))),
                new Corruption(
                        "no answer was told",
                        Rule.ASKED_AND_TOLD_ONCE,
                        Draft.COMMITTED,
                        draft -> draft.answers.removeIf(answer -> answer.number() == 1)),
                new Corruption(
                        "an answer was told to nobody",
                        Rule.ASKED_AND_TOLD_ONCE,
                        "group-9",
                        draft -> draft.tell(9, Told.FAILURE, "group-9")),
                new Corruption(
                        "a number was used twice",
                        Rule.ASKED_AND_TOLD_ONCE,
                        "transfer 5",
                        draft -> draft.ask(5, false, new Entry("north", 1, -1), new Entry("east", 1, 1))),
                new Corruption(
                        "the managers say COMMITTED of nothing",
                        Rule.OUTCOME_IS_BOOKED,
                        Draft.ROLLED_BACK,
                        draft -> draft.outcomes.put(Draft.ROLLED_BACK, true)),
                new Corruption(
                        "the managers say ROLLED_BACK of what is there",
                        Rule.OUTCOME_IS_BOOKED,
                        Draft.UNANSWERED,
                        draft -> draft.outcomes.put(Draft.UNANSWERED, false)));
    }

    static Stream<Corruption> corruptedLosses() {
        return Stream.of(
                new Corruption("durable work is known as lost", Rule.DURABLE_IS_NEVER_LOST, Draft.COMMITTED, draft -> {
                    draft.unbook(1, "south");
                    draft.losses.add(new Loss("south", Draft.COMMITTED));
                }),
                new Corruption(
                        "durable work is lost of a group that nobody named, and the managers say that it is committed",
                        Rule.DURABLE_IS_NEVER_LOST,
                        "unnamed",
                        draft -> {
                            draft.outcomes.put("unnamed", true);
                            draft.losses.add(new Loss("south", "unnamed"));
                        }),
                new Corruption("work known as lost is there", Rule.LOST_IS_NOT_THERE, Draft.COMMITTED, draft -> {
                    draft.durable = false;
                    draft.losses.add(new Loss("south", Draft.COMMITTED));
                }),
                new Corruption("more is missing than is known as lost", Rule.ALL_OR_NONE, Draft.COMMITTED, draft -> {
                    draft.durable = false;
                    draft.unbook(1, "south");
                    draft.unbook(1, "east");
                    draft.losses.add(new Loss("south", Draft.COMMITTED));
                }),
                new Corruption(
                        "the loss of another group explains nothing", Rule.ALL_OR_NONE, Draft.COMMITTED, draft -> {
                            draft.durable = false;
                            draft.unbook(1, "south");
                            draft.losses.add(new Loss("south", Draft.UNANSWERED));
                        }));
    }

    static Stream<Corruption> corruptedEnds() {
        return Stream.of(
                new Corruption(
                        "a balance changed without a row",
                        Rule.BALANCES_AGREE,
                        "south 1",
                        draft -> draft.add(new Entry("south", 1, 0), 5)),
                new Corruption("money moved without rows", Rule.BALANCES_AGREE, "north 1", draft -> {
                    draft.add(new Entry("north", 1, 0), 5);
                    draft.add(new Entry("south", 1, 0), -5);
                }),
                new Corruption(
                        "the total changed",
                        Rule.TOTAL_IS_UNCHANGED,
                        "all accounts",
                        draft -> draft.add(new Entry("east", 2, 0), 1)),
                new Corruption(
                        "an account is gone",
                        Rule.BALANCES_AGREE,
                        "east 3",
                        draft -> draft.now.remove(new Account("east", 3))),
                new Corruption(
                        "a unit is still held",
                        Rule.NOTHING_IS_HELD,
                        "north-1",
                        draft -> draft.remainders.add(new Remainder(Rule.NOTHING_IS_HELD, "north-1", "1 unit"))),
                new Corruption(
                        "a branch is still prepared",
                        Rule.NOTHING_IS_PREPARED,
                        "south",
                        draft -> draft.remainders.add(new Remainder(Rule.NOTHING_IS_PREPARED, "south", "1 branch"))),
                new Corruption(
                        "a group still goes on",
                        Rule.NOTHING_IS_IN_DOUBT,
                        "Redis",
                        draft -> draft.remainders.add(new Remainder(Rule.NOTHING_IS_IN_DOUBT, "Redis", "1 group"))));
    }
}
