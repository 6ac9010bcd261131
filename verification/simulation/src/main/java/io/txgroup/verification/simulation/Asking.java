package io.txgroup.verification.simulation;

import io.txgroup.client.TxManagerUnavailableException;
import io.txgroup.client.TxOutcome;
import io.txgroup.client.TxOutcome.Known;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Outcome;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Somebody who asks how groups stand, from any process at any time: an observer that is never told what is not true. */
final class Asking {
    private final World world;
    private final Cluster cluster;

    Asking(World world, Cluster cluster) {
        this.world = world;
        this.cluster = cluster;
    }

    /** Asks, sometime in the given span, for a group that has begun by then. */
    void ask(double spanMillis) {
        world.timeline.after(world.dice.millis(60, spanMillis), () -> {
            List<Ledger> begun = List.copyOf(world.ledgers.all());
            ServiceProcess process = world.dice.pick(cluster.places()).process();
            if (!begun.isEmpty() && process != null) {
                GroupId id = world.dice.pick(begun).id();
                world.timeline.after(0, process, () -> ask(process, id));
            }
        });
    }

    private void ask(ServiceProcess process, GroupId id) {
        process.units().find(id).whenComplete((outcome, failure) -> {
            if (process.isAlive()) {
                world.trace.add(
                        () -> process + " asks for " + id + " and hears " + (outcome == null ? failure : outcome));
                heard(id, outcome, failure);
            }
        });
    }

    private void heard(GroupId id, @Nullable TxOutcome outcome, @Nullable Throwable failure) {
        if (outcome != null) {
            world.figures.found(outcome.known().name());
            recorded(outcome.known()).ifPresent(recorded -> world.ledgers.found(id, recorded));
        } else if (failure instanceof TxManagerUnavailableException) {
            world.figures.found("nothing, no manager answered");
        } else {
            throw world.ledgers.fail(Invariant.NO_FAILURE, id, "a find fails with " + failure);
        }
    }

    private static Optional<Outcome> recorded(Known known) {
        return switch (known) {
            case COMMITTED -> Optional.of(Outcome.COMMIT);
            case ROLLED_BACK -> Optional.of(Outcome.ROLLBACK);
            case UNDECIDED, NO_RECORD -> Optional.empty();
        };
    }
}
