package io.txgroup.protocol.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.txgroup.protocol.AskFinished;
import io.txgroup.protocol.Discard;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.Finished;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.Redo;
import io.txgroup.protocol.RedoEnded;
import io.txgroup.protocol.ResourceEnd;
import io.txgroup.protocol.ResourceEnd.Result;
import io.txgroup.protocol.Settling;
import io.txgroup.protocol.UnitId;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VersionsTests {
    private static final UnitId UNIT = new UnitId(new ProcessId("order", "order-1", "p"), "t");
    private static final GroupId GROUP = GroupId.next(1, new Random(1), 1);

    @Test
    void aManagerOfTheVersionBeforeHearsThatALostResourceIsNotProven() {
        Message.Acknowledge told = (Message.Acknowledge) Versions.readable(acknowledge(Result.LOST), 2);

        assertThat(told.ends()).containsExactly(new ResourceEnd("ds#1", Result.UNPROVEN, "LOST: its row is T"));
    }

    @Test
    void everythingElseIsSaidAsItIs() {
        assertThat(Versions.readable(acknowledge(Result.LOST), 3)).isEqualTo(acknowledge(Result.LOST));
        assertThat(Versions.readable(acknowledge(Result.COMMITTED), 2)).isEqualTo(acknowledge(Result.COMMITTED));
    }

    @Test
    void questionsForBranchesAreOfVersionThree() {
        Message.AskForBranch ask = new Message.AskForBranch(GROUP, "t", "mark");

        assertThat(Versions.since(ask)).isEqualTo(3);
        assertThat(Versions.since(new Message.EvidenceNoted(GROUP, UNIT, List.of())))
                .isEqualTo(3);
        assertThat(Versions.since(new Message.Find(GROUP, 1))).isEqualTo(2);
    }

    @Test
    void questionsForFinishedGroupsAreOfVersionFour() {
        assertThat(Versions.since(new AskFinished(new Epoch("e"), List.of(GROUP))))
                .isEqualTo(4);
        assertThat(Versions.since(new Finished(new Epoch("e"), List.of(GROUP)))).isEqualTo(4);
    }

    @Test
    void compensationIsOfVersionFour() {
        Epoch epoch = new Epoch("e");

        assertThat(Versions.since(new Redo(GROUP, UNIT, epoch, 1, List.of(), List.of(), List.of())))
                .isEqualTo(4);
        assertThat(Versions.since(new Discard(GROUP, UNIT, epoch, List.of(), List.of())))
                .isEqualTo(4);
        assertThat(Versions.since(new RedoEnded(GROUP, UNIT, epoch, 1, RedoEnded.Result.BUSY, "", List.of())))
                .isEqualTo(4);
    }

    @Test
    void toAManagerBeforeVersionFourWhatIsDiscardedIsLost() {
        List<ResourceEnd> ends = List.of(new ResourceEnd("ds#1", Result.DISCARDED, "its row is D"));
        Message.Evidence evidence = new Message.Evidence(GROUP, UNIT, new Epoch("e"), ends);

        assertThat(((Message.Evidence) Versions.readable(evidence, 3)).ends())
                .containsExactly(new ResourceEnd("ds#1", Result.LOST, "DISCARDED: its row is D"));
        assertThat(Versions.readable(evidence, 4)).isEqualTo(evidence);
    }

    @Test
    void whatSettlesAForgottenGroupIsOfVersionFour() {
        Epoch epoch = new Epoch("e");
        Message.Evidence open = new Message.Evidence(
                GROUP, UNIT, epoch, List.of(new ResourceEnd("ds#1", Result.OPEN, "its branch is there")));

        assertThat(Versions.since(new Settling.Freeze(GROUP, UNIT, epoch))).isEqualTo(4);
        assertThat(Versions.since(new Settling.Recall(GROUP, epoch.mark()))).isEqualTo(4);
        assertThat(Versions.readable(open, 4)).isEqualTo(open);
        assertThat(((Message.Evidence) Versions.readable(open, 3)).ends())
                .containsExactly(new ResourceEnd("ds#1", Result.UNPROVEN, "OPEN: its branch is there"));
    }

    private static Message.Acknowledge acknowledge(Result result) {
        List<ResourceEnd> ends = List.of(new ResourceEnd("ds#1", result, "its row is T"));
        return new Message.Acknowledge(GROUP, UNIT, new Epoch("e"), Outcome.COMMIT, ends);
    }
}
