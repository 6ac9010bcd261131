package io.txgroup.client.running;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txgroup.client.TxManagerUnavailableException;
import io.txgroup.client.core.Call;
import io.txgroup.client.core.FakeWork;
import io.txgroup.client.core.GroupHeader;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.UnitId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DrainTests {
    private static final CallPath FIRST = new CallPath("0.1");

    private final OneManager manager = new OneManager();
    private final FakeWork work = new FakeWork();
    private final Drain drain = new Drain(manager.units);

    private UnitId saidYes() throws Exception {
        Call call = manager.units.serve(GroupHeader.parse(manager.header("0.1")));
        call.enlist(() -> work);
        manager.units.answerYes(call);
        return call.unit();
    }

    @Test
    void aProcessInWhichNothingGoesOnLeavesAtOnce() {
        drain.await(Duration.ofHours(1));
    }

    @Test
    void servesNoMoreCallsOfOthers() {
        drain.await(Duration.ZERO);

        assertThatThrownBy(() -> manager.units.serve(GroupHeader.parse(manager.header("0.1"))))
                .isInstanceOf(TxManagerUnavailableException.class)
                .hasMessageContaining("this process is stopping");
    }

    @Test
    void waitsForTheOutcomeOfWhatItHasSaidYesTo() throws Exception {
        UnitId unit = saidYes();
        CompletableFuture<Void> left = CompletableFuture.runAsync(() -> drain.await(Duration.ofHours(1)));

        manager.units.received(
                "m", new Message.Tell(manager.group, unit, Outcome.COMMIT, List.of(FIRST), "all joined", null));
        manager.units.received("m", new Message.Acknowledged(manager.group, unit));
        manager.units.tick();

        left.get(30, TimeUnit.SECONDS);
        assertThat(work.ends).containsExactly("commit");
    }

    @Test
    void waitsNoLongerThanItsLimitAndEndsNothingByItself() throws Exception {
        saidYes();

        drain.await(Duration.ZERO);

        assertThat(work.ends).isEmpty();
    }
}
