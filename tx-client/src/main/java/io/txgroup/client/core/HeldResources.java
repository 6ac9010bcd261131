package io.txgroup.client.core;

import io.txgroup.client.TxRolledBackException;
import io.txgroup.client.spi.HeldResource;
import io.txgroup.client.spi.ResourceLostException;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Holding;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.ResourceEnd;
import io.txgroup.protocol.ResourceEnd.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one unit holds, in the order in which it was taken. Changed under the unit's monitor only. */
final class HeldResources {
    private static final Logger log = LoggerFactory.getLogger(HeldResources.class);

    private List<HeldResource> held = new ArrayList<>();
    private List<HeldResource> ending = List.of();
    private List<String> endingNames = List.of();
    private boolean endingPrepared;
    private final IdentityHashMap<HeldResource, Long> takenAt = new IdentityHashMap<>();

    void add(HeldResource resource, long now) {
        held.add(resource);
        takenAt.put(resource, now);
    }

    /** What is held, or is being ended. */
    List<UnitView.Held> views(Unit unit) {
        long now = unit.owner().around().time().now();
        boolean ends = unit.state() == UnitState.COMMITTING || unit.state() == UnitState.ROLLING_BACK;
        return (ends ? ending : held)
                .stream()
                        .map(resource -> new UnitView.Held(
                                resource.name(), Duration.ofNanos(now - takenAt.getOrDefault(resource, now))))
                        .toList();
    }

    /** The unit has ended: nothing that it held is kept in memory. */
    void forget() {
        ending = List.of();
        endingNames = List.of();
        endingPrepared = false;
        takenAt.clear();
    }

    boolean isEmpty() {
        return held.isEmpty();
    }

    List<HeldResource> all() {
        return List.copyOf(held);
    }

    /** Those to which the outcome matters. */
    List<HeldResource> takingPart() {
        return held.stream().filter(HeldResource::takesPart).toList();
    }

    List<String> names() {
        return takingPart().stream().map(HeldResource::name).toList();
    }

    boolean canPrepare() {
        List<HeldResource> part = takingPart();
        return !part.isEmpty() && part.stream().allMatch(HeldResource::canPrepare);
    }

    /** What takes part, as replies tell it. */
    Holding holding() {
        return new Holding(canPrepare(), names());
    }

    /** What takes part, also while it is being ended. */
    List<String> namesUntilEnded() {
        return held.isEmpty() ? endingNames : names();
    }

    /** Whether all that takes part survives its process once prepared, also while it is being ended. */
    boolean canPrepareUntilEnded() {
        return held.isEmpty() ? endingPrepared : canPrepare();
    }

    /** Takes everything out: whoever has it must end it. */
    List<HeldResource> takeAll() {
        List<HeldResource> taken = held;
        endingNames = names();
        endingPrepared = canPrepare();
        held = new ArrayList<>();
        ending = taken;
        return taken;
    }

    /** Looks at each for what would make a commit fail. */
    static void check(List<HeldResource> resources, Call call) {
        each(resources, call, HeldResource::checkBeforeJoin);
    }

    /** Has each leave what proves its commit. */
    static void mark(List<HeldResource> resources, Call call) {
        Set<CallPath> callPaths = call.owner().toMark(call.callPath());
        each(resources, call, resource -> resource.mark(callPaths));
    }

    private interface Step {
        void on(HeldResource resource) throws Exception;
    }

    private static void each(List<HeldResource> resources, Call call, Step step) {
        for (HeldResource resource : resources) {
            try {
                step.on(resource);
            } catch (Exception e) {
                TxRolledBackException no = new TxRolledBackException(
                        call.groupId(), "the work of " + call + " can't be committed: " + e.getMessage());
                no.initCause(e);
                throw no;
            }
        }
    }

    /** Makes each of them safe; what speaks against it, or an empty text. */
    static String prepare(List<HeldResource> resources, Object owner) {
        try {
            for (HeldResource resource : resources) {
                resource.prepare();
            }
            return "";
        } catch (Exception e) {
            log.warn("{} - can't prepare, so it votes no and the group is rolled back", owner, e);
            return e.toString();
        }
    }

    static void cancel(List<HeldResource> resources) {
        resources.forEach(HeldResource::cancel);
    }

    /** Ends each of them, whatever happens to the others. */
    static List<ResourceEnd> end(List<HeldResource> resources, Outcome outcome, Object owner) {
        List<ResourceEnd> ends = new ArrayList<>();
        for (HeldResource resource : resources) {
            boolean takesPart = resource.takesPart();
            ResourceEnd end = outcome == Outcome.COMMIT ? commit(resource, owner) : rollBack(resource, owner);
            if (takesPart) {
                ends.add(end);
            }
        }
        return ends;
    }

    private static ResourceEnd commit(HeldResource resource, Object owner) {
        try {
            resource.commit();
            return new ResourceEnd(resource.name(), Result.COMMITTED, "");
        } catch (ResourceLostException e) {
            log.error(
                    "{} - {} was to commit and is lost; the managers keep the group until it is made whole",
                    owner,
                    resource.name(),
                    e);
            return new ResourceEnd(resource.name(), Result.LOST, String.valueOf(e.getMessage()));
        } catch (Exception e) {
            log.error(
                    "{} - {} was to commit, and whether it did is not known; the managers keep the group until a person"
                            + " knows",
                    owner,
                    resource.name(),
                    e);
            return new ResourceEnd(resource.name(), Result.UNPROVEN, e.toString());
        }
    }

    private static ResourceEnd rollBack(HeldResource resource, Object owner) {
        try {
            resource.rollback();
            return new ResourceEnd(resource.name(), Result.ROLLED_BACK, "");
        } catch (Exception e) {
            log.warn(
                    "{} - {} did not answer the rollback; its session is closed, which ends its work",
                    owner,
                    resource.name(),
                    e);
            return new ResourceEnd(resource.name(), Result.ROLLED_BACK, e.toString());
        }
    }
}
