package io.txgroup.client.core;

import io.txgroup.client.spi.ResourceRecovery;
import io.txgroup.client.spi.ResourceRecovery.Proof;
import io.txgroup.protocol.Discard;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.Redo;
import io.txgroup.protocol.RedoEnded;
import io.txgroup.protocol.ResourceEnd;
import io.txgroup.protocol.ResourceEnd.Result;
import io.txgroup.protocol.UnitId;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The redos and discards that managers ask for, in threads of their own. At most one redo of a unit runs here at a time,
 * which only saves work: that it happens once, the databases see to. Thread-safe; nothing here waits for a manager.
 */
final class Redos {
    private static final Logger log = LoggerFactory.getLogger(Redos.class);
    private static final int MOST_RUNNING = 1_000;
    private static final int REMEMBERED = 1_000;

    private final Surroundings around;
    private final ClientRules rules;
    private final Supplier<List<ResourceRecovery>> resources;
    private final Proofs proofs;
    private final Repeating repeating;
    private final Set<Object> running = new HashSet<>();
    private final Map<UnitRedo, String> askedBy = new ConcurrentHashMap<>();
    private final Map<Lost, RedoEnded> ended = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Lost, RedoEnded> eldest) {
            return size() > REMEMBERED;
        }
    };

    Redos(
            Surroundings around,
            ClientRules rules,
            Supplier<List<ResourceRecovery>> resources,
            Proofs proofs,
            Repeating repeating) {
        this.around = around;
        this.rules = rules;
        this.resources = resources;
        this.proofs = proofs;
        this.repeating = repeating;
    }

    private record Lost(GroupId groupId, UnitId unit) {}

    int maxSize() {
        return repeating.maxSize();
    }

    /** Time passes: what takes too long has ended. */
    void tick() {
        askedBy.forEach((redo, manager) -> redo.tick().ifPresent(late -> {
            remember(late);
            around.link().send(manager, late);
        }));
    }

    private synchronized void remember(RedoEnded how) {
        ended.put(new Lost(how.groupId(), how.unit()), how);
    }

    /**
     * Runs it, once for each attempt; the one that ended last is answered again. A lower one runs, too: the store has
     * forgotten the later ones, and would wait for it.
     */
    void wanted(String manager, Redo redo) {
        Lost lost = new Lost(redo.groupId(), redo.unit());
        RedoEnded before;
        synchronized (this) {
            before = ended.get(lost);
            boolean isNew = before == null || before.attempt() != redo.attempt();
            if (isNew && !begins(lost)) {
                return;
            }
        }
        if (before != null && before.attempt() == redo.attempt()) {
            around.link().send(manager, before);
            return;
        }
        execute(lost, () -> {
            RedoEnded how = run(manager, redo);
            remember(how);
            return () -> around.link().send(manager, how);
        });
    }

    private RedoEnded run(String manager, Redo redo) {
        UnitRedo running = new UnitRedo(redo, around, rules, proofs, repeating);
        askedBy.put(running, manager);
        try {
            return running.run();
        } catch (RuntimeException | Error e) {
            log.error("Redo {} of unit {} of group {} - failed", redo.attempt(), redo.unit(), redo.groupId(), e);
            return new RedoEnded(
                    redo.groupId(),
                    redo.unit(),
                    redo.epoch(),
                    redo.attempt(),
                    RedoEnded.Result.FAILED,
                    e.toString(),
                    List.of());
        } finally {
            askedBy.remove(running);
        }
    }

    /** Discards, and says what stands there now; whoever asked asks again if that is lost. */
    void wanted(String manager, Discard discard) {
        synchronized (this) {
            if (!begins(discard)) {
                return;
            }
        }
        execute(discard, () -> {
            List<ResourceEnd> ends =
                    discard.resources().stream().map(name -> end(discard, name)).toList();
            Message.Evidence evidence = new Message.Evidence(discard.groupId(), discard.unit(), discard.epoch(), ends);
            return () -> around.link().send(manager, evidence);
        });
    }

    private ResourceEnd end(Discard discard, String name) {
        int mark = name.lastIndexOf('#');
        try {
            int ordinal = Integer.parseInt(name.substring(mark + 1));
            for (ResourceRecovery resource : resources.get()) {
                if (resource.resource().equals(name.substring(0, Math.max(0, mark)))) {
                    return end(
                            name, resource.discard(discard.groupId(), discard.epoch(), discard.callPaths(), ordinal));
                }
            }
            return unproven(name, "there is no such resource in this process");
        } catch (NumberFormatException e) {
            return unproven(name, "its name has no ordinal, so nothing can be looked for");
        } catch (Exception e) {
            return unproven(name, "could not be discarded: " + e);
        }
    }

    private static ResourceEnd end(String name, Proof proof) {
        return switch (proof) {
            case LOST -> new ResourceEnd(name, Result.DISCARDED, "its tombstones are discarded");
            case COMMITTED -> new ResourceEnd(name, Result.COMMITTED, "a redo was faster: its mark is there");
            case IN_FLIGHT -> unproven(name, "IN_FLIGHT: a redo may be about to repair it");
            case UNKNOWN -> unproven(name, "UNKNOWN: there is no tombstone to discard");
        };
    }

    private static ResourceEnd unproven(String name, String why) {
        return new ResourceEnd(name, Result.UNPROVEN, why);
    }

    private boolean begins(Object what) {
        return running.size() < MOST_RUNNING && running.add(what);
    }

    private synchronized void over(Object what) {
        running.remove(what);
    }

    private void execute(Object what, Supplier<Runnable> work) {
        try {
            repeating.executor().execute(() -> {
                Runnable answer = () -> {};
                try {
                    answer = work.get();
                } finally {
                    over(what);
                }
                answer.run();
            });
        } catch (RejectedExecutionException e) {
            over(what);
            log.debug("{} is not begun: this process is stopping, another one will be asked", what, e);
        }
    }
}
