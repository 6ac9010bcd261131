package io.txgroup.verification.simulation;

import io.txgroup.client.core.Call;
import io.txgroup.client.core.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What the advisor does around the starter's method: begin, run, commit or roll back, and tell the caller. */
final class Starting {
    private static final List<Integer> TIMEOUTS_MILLIS = List.of(1_200, 4_000, 10_000, 30_000);

    private final World world;
    private final Calls calls;

    Starting(World world, Calls calls) {
        this.world = world;
        this.calls = calls;
    }

    void start(ServiceProcess process, Step step) {
        Duration timeout = Duration.ofMillis(world.dice.pick(TIMEOUTS_MILLIS));
        Call root = process.units().begin("step " + step.number(), timeout);
        UnitMark mark = root.attachment(UnitMark.class, UnitMark::new);
        Ledger ledger = world.ledgers.begun(root.groupId(), process, mark);
        world.trace.add(() -> process + " begins " + root.groupId() + " in " + timeout.toMillis() + " ms: " + step);
        Execution execution = Execution.root(calls, process, ledger, step, root);
        ledger.root = execution;
        world.figures.group(step);
        execution.run(failure -> {
            world.step(process);
            if (failure == null) {
                process.meets(root.groupId(), UnitEvents.COMMIT);
                hear(ledger, process, process.units().commit(root));
            } else {
                process.meets(root.groupId(), UnitEvents.ROLL_BACK);
                hear(ledger, process, process.units().rollBack(root, failure));
            }
        });
    }

    private void hear(Ledger ledger, ServiceProcess process, CompletionStage<Verdict> answer) {
        answer.whenComplete((verdict, failure) -> {
            if (!process.isAlive()) {
                return;
            }
            world.trace.add(() -> process + "'s caller is told " + (verdict == null ? failure : verdict));
            heard(ledger, verdict);
        });
    }

    private void heard(Ledger ledger, @Nullable Verdict verdict) {
        ledger.answered = true;
        if (verdict == null) {
            world.figures.verdict(Verdict.Kind.UNKNOWN);
            return;
        }
        world.figures.verdict(verdict.kind());
        world.ledgers.answered(ledger, verdict);
    }
}
