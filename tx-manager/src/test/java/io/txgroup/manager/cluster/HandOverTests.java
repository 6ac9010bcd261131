package io.txgroup.manager.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.txgroup.manager.group.Peers;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.UnitId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class HandOverTests {
    private static final ProcessId ORDER = new ProcessId("order", "order-1", "p");
    private static final ProcessId STORAGE = new ProcessId("storage", "storage-1", "p");
    private static final Message.JoinNow WORD =
            new Message.JoinNow(GroupId.next(1, new Random(1), 1), new UnitId(STORAGE, "t"));

    private final Set<ProcessId> here = new HashSet<>(Set.of(ORDER));
    private final List<String> told = new ArrayList<>();
    private final Elsewhere elsewhere = new Elsewhere();
    private final HandOver peers = new HandOver(
            new Peers() {
                @Override
                public boolean send(ProcessId to, Message.ToClient message) {
                    return here.contains(to) && told.add("here " + to.service());
                }

                @Override
                public boolean sendToService(String service, Message.ToClient message) {
                    return here.stream().anyMatch(peer -> peer.service().equals(service))
                            && told.add("here any " + service);
                }
            },
            elsewhere);

    @Test
    void whatIsForEverybodyIsSaidHereAndByAllOthersButNotHandedOnAgain() {
        peers.sendToAll(WORD);
        assertThat(elsewhere.handed).containsExactly(Handed.toAll(WORD));

        peers.arrived(Handed.toAll(WORD));
        assertThat(elsewhere.handed).hasSize(1);
    }

    @Test
    void handsOverOnlyWhatCanNotBeSentHere() {
        peers.send(ORDER, WORD);
        peers.sendToService("order", WORD);
        assertThat(elsewhere.handed).isEmpty();

        peers.send(STORAGE, WORD);
        peers.sendToService("storage", WORD);
        assertThat(elsewhere.handed).containsExactly(Handed.to(STORAGE, WORD), Handed.toAny("storage", WORD));
        assertThat(peers.counts()).isEqualTo(new HandOver.Counts(2, 0, 0, 0));
    }

    @Test
    void countsWhatNobodyHearsAndWhatTheStoreDoesNotCarry() {
        elsewhere.answer = CompletableFuture.completedFuture(0);
        peers.send(STORAGE, WORD);
        elsewhere.answer = CompletableFuture.failedFuture(new IOException("no store"));
        peers.send(STORAGE, WORD);

        assertThat(peers.counts()).isEqualTo(new HandOver.Counts(2, 2, 0, 0));
    }

    @Test
    void whatArrivesGoesToWhoIsHereAndNoFurther() {
        peers.arrived(Handed.to(ORDER, WORD));
        peers.arrived(Handed.toAny("order", WORD));
        peers.arrived(Handed.to(STORAGE, WORD));

        assertThat(told).containsExactly("here order", "here any order");
        assertThat(elsewhere.handed).isEmpty();
        assertThat(peers.counts()).isEqualTo(new HandOver.Counts(0, 0, 3, 1));
    }

    @Test
    void aMemberNotesThatAServiceIsGoneWithItsLastProcessOnly() {
        ProcessId second = new ProcessId("order", "order-2", "p");
        here.add(second);
        Membership member = new Membership(elsewhere, () -> here);
        here.remove(second);
        member.disconnected(second);
        here.remove(ORDER);
        member.disconnected(ORDER);

        assertThat(elsewhere.notes).containsExactly("left " + second + " false", "left " + ORDER + " true");
    }

    @Test
    void aMemberThatHasLeftIsNotNotedAgain() {
        Membership member = new Membership(elsewhere, () -> here);
        member.note();
        member.open("a:1");
        member.leave();
        member.note();
        member.leave();

        assertThat(elsewhere.notes)
                .containsExactly(
                        "here [" + ORDER + "]",
                        "here [" + ORDER + "]",
                        "open a:1",
                        "closing a:1",
                        "here [" + ORDER + "]");
    }

    /** The other managers, of which the test says whether they hear. */
    private static final class Elsewhere implements Presence {
        private final List<Handed> handed = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();
        private CompletionStage<Integer> answer = CompletableFuture.completedFuture(1);

        @Override
        public CompletionStage<Void> note(Collection<ProcessId> processes) {
            return noted("here " + processes);
        }

        @Override
        public CompletionStage<Void> left(ProcessId process, boolean lastOfItsService) {
            return noted("left " + process + " " + lastOfItsService);
        }

        @Override
        public CompletionStage<Void> open(String address) {
            return noted("open " + address);
        }

        @Override
        public CompletionStage<Void> closing(String address) {
            return noted("closing " + address);
        }

        private CompletionStage<Void> noted(String note) {
            notes.add(note);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<List<Manager>> managers() {
            return CompletableFuture.completedFuture(List.of());
        }

        @Override
        public CompletionStage<Integer> handOver(Handed message) {
            handed.add(message);
            return answer;
        }
    }
}
