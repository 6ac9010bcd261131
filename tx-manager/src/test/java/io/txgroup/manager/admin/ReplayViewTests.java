package io.txgroup.manager.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.txgroup.manager.admin.ReplayView.Made;
import io.txgroup.manager.compensation.CompensationRecord;
import io.txgroup.manager.compensation.CompensationState;
import io.txgroup.manager.compensation.Compensations.Seen;
import io.txgroup.manager.compensation.Compensations.Work;
import io.txgroup.manager.compensation.ReplayedCall;
import io.txgroup.manager.compensation.StarterReplay;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Compensation;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Invocation;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.UnitId;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReplayViewTests {
    private static final GroupId GROUP = GroupId.next(1_000, new Random(1), 1);

    private static UnitId unit(String service) {
        return new UnitId(new ProcessId(service, service + "-1", "p"), "t");
    }

    private static Work work(String service, String... paths) {
        List<CallPath> callPaths = List.of(paths).stream().map(CallPath::new).toList();
        List<Invocation> told = callPaths.stream()
                .filter(path -> !service.equals("ledger"))
                .map(path -> new Invocation(path, service + ".do", "[]", List.of(), Map.of(), ""))
                .toList();
        return new Work(unit(service), Compensation.STARTER, callPaths, told, List.of());
    }

    private static ReplayedCall call(String path, String service, @Nullable String original) {
        return new ReplayedCall(
                new CallPath(path), service + ".do", original == null ? null : new CallPath(original), unit(service));
    }

    private static Seen seen(@Nullable StarterReplay replay) {
        return new Seen(
                GROUP,
                "e:1",
                CompensationState.PARKED,
                "place",
                1_000,
                List.of(work("storage", "0.10", "0.2")),
                List.of(work("order", "0"), work("ledger", "0.2.1")),
                CompensationRecord.opened(1_000, List.of(), replay),
                Map.of());
    }

    @Test
    void showsTheCallsOfTheOriginalEachBehindItsCallerBesideThoseOfTheAttempt() {
        StarterReplay running = StarterReplay.of(1_000, "", "")
                .asked(1_000, List.of())
                .running(call("0", "order", "0"), 9_000)
                .with(call("0.1", "storage", "0.2"))
                .with(call("0.2", "audit", null));

        ReplayView view = ReplayView.of(seen(running));

        assertThat(view).isNotNull();
        assertThat(view.attempt()).isEqualTo(1);
        assertThat(view.original())
                .containsExactly(
                        new Made("0", "order", "order.do", null),
                        new Made("0.2", "storage", "storage.do", null),
                        new Made("0.2.1", "ledger", "", null),
                        new Made("0.10", "storage", "storage.do", null));
        assertThat(view.made())
                .containsExactly(
                        new Made("0", "order", "order.do", "0"),
                        new Made("0.1", "storage", "storage.do", "0.2"),
                        new Made("0.2", "audit", "audit.do", null));
    }

    @Test
    void keepsShowingTheLastAttemptWhenItIsOver() {
        StarterReplay over = StarterReplay.of(1_000, "", "")
                .asked(1_000, List.of())
                .running(call("0", "order", "0"), 9_000)
                .stop("DIFFERS");

        ReplayView view = ReplayView.of(seen(over));

        assertThat(view).isNotNull();
        assertThat(view.attempt()).isEqualTo(1);
        assertThat(view.made()).hasSize(1);
    }

    @Test
    void isNothingWhereEachUnitIsRepairedByItself() {
        assertThat(ReplayView.of(seen(null))).isNull();
    }
}
