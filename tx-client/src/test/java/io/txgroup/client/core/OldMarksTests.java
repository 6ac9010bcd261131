package io.txgroup.client.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.txgroup.client.spi.ResourceRecovery;
import io.txgroup.client.spi.ResourceRecovery.OldMark;
import io.txgroup.protocol.AskFinished;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.Finished;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.ShardClock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OldMarksTests {
    private static final Epoch EPOCH = new Epoch("e");
    private static final GroupId GROUP = GroupId.next(1, new Random(1), 1);

    private final AtomicLong now = new AtomicLong();
    private final HeardLink link = new HeardLink();
    private final List<Message.ToManager> said = link.said;
    private final Marks marks = new Marks();
    private final Units units = RecoveringProcess.units(link, now::get, marks);

    @Test
    void marksGoWhenAManagerCallsTheirGroupsFinished() {
        GroupId other = GroupId.next(2, new Random(2), 1);
        marks.kept.addAll(List.of(new OldMark(GROUP, EPOCH), new OldMark(other, EPOCH)));
        clock();

        pass(10_000);

        assertThat(said).contains(new AskFinished(EPOCH, List.of(GROUP, other)));
        assertThat(marks.forgotten).isEmpty();

        units.received("m", new Finished(EPOCH, List.of(GROUP)));

        assertThat(marks.forgotten).containsExactly(GROUP);
    }

    @Test
    void marksOfAnotherEpochStay() {
        marks.kept.add(new OldMark(GROUP, new Epoch("before the restart")));
        clock();

        pass(10_000);
        units.received("m", new Finished(EPOCH, List.of(GROUP)));

        assertThat(said).noneMatch(AskFinished.class::isInstance);
        assertThat(marks.forgotten).isEmpty();
    }

    @Test
    void marksThatCannotBeRemovedNowAreAskedForAgain() {
        marks.kept.add(new OldMark(GROUP, EPOCH));
        clock();
        pass(10_000);
        marks.away = true;
        units.received("m", new Finished(EPOCH, List.of(GROUP)));
        marks.away = false;
        said.clear();
        clock();

        pass(10_000);

        assertThat(said).contains(new AskFinished(EPOCH, List.of(GROUP)));
    }

    private void clock() {
        units.received("m", new Message.HeartbeatAnswer(List.of(new ShardClock(0, EPOCH, 5_000)), ""));
    }

    private void pass(long millis) {
        now.addAndGet(millis * 1_000_000);
        units.tick();
    }

    private static final class Marks implements ResourceRecovery {
        private final List<OldMark> kept = new ArrayList<>();
        private final List<GroupId> forgotten = new ArrayList<>();
        private boolean away;

        @Override
        public String resource() {
            return "db";
        }

        @Override
        public List<PreparedBranch> prepared() {
            return List.of();
        }

        @Override
        public void end(PreparedBranch branch, Outcome outcome, BooleanSupplier stillHolds) {
            throw new IllegalStateException("nothing is prepared");
        }

        @Override
        public Proof prove(GroupId groupId, List<CallPath> callPaths, int ordinal) {
            return Proof.UNKNOWN;
        }

        @Override
        public List<OldMark> oldMarks(@Nullable GroupId after, int most) {
            return List.copyOf(kept);
        }

        @Override
        public void forget(List<GroupId> groups) throws IOException {
            if (away) {
                throw new IOException("away");
            }
            forgotten.addAll(groups);
        }
    }
}
