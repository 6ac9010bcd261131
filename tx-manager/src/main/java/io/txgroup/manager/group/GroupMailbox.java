package io.txgroup.manager.group;

import io.txgroup.manager.compensation.Compensations.Answer;
import io.txgroup.manager.group.Effect.Word;
import io.txgroup.manager.group.GroupEvent.AskedForBranch;
import io.txgroup.manager.group.GroupEvent.TimePassed;
import io.txgroup.manager.group.GroupStore.Condition;
import io.txgroup.manager.group.GroupStore.Creation;
import io.txgroup.manager.group.GroupStore.Loaded;
import io.txgroup.manager.group.GroupStore.Stored;
import io.txgroup.manager.group.GroupStore.Written;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.Message.Undecided.Why;
import io.txgroup.protocol.Settling;
import io.txgroup.protocol.ShardClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the events of one group in turn: reads the record if there is no copy at hand, lets the rules change it,
 * compares and sets, passes the gate, and only then speaks. What arrives meanwhile waits and is then done in one write
 * together. Thread-safe; never blocks: each step ends with a call to the store, whose answer begins the next.
 */
final class GroupMailbox {
    private static final Logger log = LoggerFactory.getLogger(GroupMailbox.class);

    private final GroupId id;
    private final Coordinator owner;
    private final Answers answers;
    private final WaitingEvents waiting = new WaitingEvents();
    private boolean busy;
    private boolean retired;

    /** What the store held when it last answered; never what it was merely asked to hold. */
    private @Nullable Stored copy;

    /** Whether the copy was read or written in this turn. */
    private boolean fresh;

    /** Whether this manager has passed the gate for the outcome; an outcome never changes. */
    private boolean outcomeSafe;

    /** The last version for which this manager has passed the gate. */
    private @Nullable Version safe;

    /** The epoch in which the store last answered. */
    private @Nullable Epoch heard;

    /** Whether the store refused an outcome, since it may have forgotten something of the record. */
    private boolean outdated;

    private final long opened;

    GroupMailbox(GroupId id, Coordinator owner) {
        this.id = id;
        this.owner = owner;
        this.answers = new Answers(owner.rules());
        this.opened = owner.nanos();
    }

    /** Takes an event; false if this mailbox is closed and another one must be opened. */
    synchronized boolean offer(GroupEvent event) {
        if (retired) {
            return false;
        }
        waiting.add(event);
        if (!busy) {
            guarded(this::turn);
        }
        return true;
    }

    /** Closes this mailbox if it is older: the group may have ended at another manager, or the store have forgotten it. */
    synchronized void closeIfOpenedBefore(long nanos) {
        if (!busy && !retired && opened - nanos < 0) {
            retire();
        }
    }

    private void retire() {
        retired = true;
        owner.retire(id, this);
    }

    synchronized boolean isBusy() {
        return busy;
    }

    private void turn() {
        fresh = false;
        waiting.nextTurn();
        if (waiting.isEmpty()) {
            busy = false;
            if (copy == null || copy.group().state().ended()) {
                retire();
            }
            return;
        }
        busy = true;
        if (waiting.tellOfTime()) {
            copy = null;
        }
        resume();
    }

    private void resume() {
        if (copy != null) {
            apply(copy);
        } else {
            waiting.create()
                    .ifPresentOrElse(this::create, () -> then(owner.store().load(id), this::loaded));
        }
    }

    private void create(Message.Create create) {
        long now = owner.time().now(id.shard());
        Group group = Group.created(
                id,
                create.epoch(),
                create.unit(),
                create.notAfter(),
                now,
                now + create.timeLeftMillis(),
                create.label());
        Version version = new Version(1, owner.writeId());
        then(owner.store().create(group, version), creation -> {
            heard(creation.clock());
            switch (creation.result()) {
                case CREATED -> hold(new Stored(group, version));
                case EXISTS -> hold(existing(creation));
                case OTHER_EPOCH -> refuse(create, "the store began another epoch since this group began");
                case TOO_LATE ->
                    refuse(create, "it comes " + (creation.clock().time() - create.notAfter()) + " ms too late");
            }
        });
    }

    /** The store has no record, and one of these events is of another epoch: evidence is collected. */
    private void settle(Message.OfUnit message, ShardClock clock) {
        Group group = owner.rules().settling().begin(message, clock.epoch(), clock.time());
        Version version = new Version(1, owner.writeId());
        then(owner.store().create(group, version), creation -> {
            heard(creation.clock());
            switch (creation.result()) {
                case CREATED -> {
                    log.debug("Group {} - forgotten by the store, it is settled by evidence: {}", id, message);
                    hold(new Stored(group, version));
                }
                case EXISTS -> hold(existing(creation));
                case OTHER_EPOCH, TOO_LATE -> turn();
            }
        });
    }

    private void heard(ShardClock clock) {
        heard = clock.epoch();
        owner.time().seen(id.shard(), clock.time());
    }

    private static Stored existing(Creation creation) {
        Stored existing = creation.existing();
        if (existing == null) {
            throw new IllegalStateException("The store says EXISTS and gives no record");
        }
        return existing;
    }

    private void hold(Stored stored) {
        copy = stored;
        fresh = true;
        apply(stored);
    }

    private void refuse(Message.Create create, String why) {
        waiting.dropFirst();
        owner.say(new Message.CreateAnswer(id, create.unit(), why, owner.name()));
        turn();
    }

    private void loaded(Loaded loaded) {
        heard(loaded.clock());
        Stored stored = loaded.stored();
        if (stored != null) {
            owner.losses().read(stored.group());
            hold(stored);
            return;
        }
        Optional<Message.OfUnit> forgotten =
                answers.begins(waiting.all(), loaded.clock().epoch());
        if (forgotten.isPresent()) {
            settle(forgotten.get(), loaded.clock());
            return;
        }
        for (GroupEvent event : waiting.takeButCreates()) {
            answers.absent(event, loaded.clock()).ifPresent(owner::act);
            if (event instanceof AskedForBranch asked
                    && !loaded.clock().epoch().mark().equals(asked.ask().epochMark())) {
                owner.recall(id, asked.ask().epochMark());
            }
        }
        turn();
    }

    private void apply(Stored before) {
        List<GroupEvent> batch = waiting.take();
        Group begin = before.group();
        long now = owner.time().now(id.shard());
        if (outdated && heard != null && begin.outcome().isEmpty() && !heard.equals(begin.recordEpoch())) {
            begin = owner.rules().settling().anew(begin, heard, now);
        }
        outdated = false;
        Turn turn = Turn.of(owner.rules(), before, begin, batch, now);
        if (!turn.after().equals(before.group())) {
            write(turn);
        } else if (!fresh && (turn.after().outcome().isEmpty() || turn.wantsNews())) {
            waiting.putBack(batch);
            copy = null;
            resume();
        } else {
            beSure(before, turn, turn.isRound());
        }
    }

    private void write(Turn turn) {
        Stored before = turn.before();
        Group after = turn.after();
        List<GroupEvent> batch = turn.events();
        Version next = new Version(before.version().counter() + 1, owner.writeId());
        CompletionStage<Written> answer = owner.store()
                .compareAndSet(before.version(), next, after, Condition.of(before.group(), after))
                .whenComplete((written, failure) -> {
                    if (failure != null) {
                        owner.losses().unanswered(before.group(), after);
                    }
                });
        then(
                answer,
                written -> {
                    owner.time().seen(id.shard(), written.time());
                    switch (written.result()) {
                        case WRITTEN -> {
                            Stored stored = new Stored(after, next);
                            copy = stored;
                            fresh = true;
                            owner.changed(before.group(), after);
                            boolean news = before.group().state() != after.state()
                                    || before.group().closed() != after.closed();
                            beSure(stored, turn, news);
                        }
                        case CONFLICT -> again(batch);
                        case TOO_LATE -> {
                            batch.add(0, new TimePassed(written.time()));
                            again(batch);
                        }
                        case OTHER_EPOCH -> {
                            log.debug("Group {} - of an older epoch, it is settled by evidence", id);
                            outdated = true;
                            again(batch);
                        }
                    }
                },
                batch);
        log.trace("Group {} - {} with {} events", id, after.state(), batch.size());
    }

    /** Passes the gate if anything of what is to be said or done needs it, then speaks. */
    private void beSure(Stored stored, Turn turn, boolean news) {
        List<Effect> effects =
                answers.effects(turn, stored, news, heard, owner.time().now(id.shard()));
        if (effects.stream().noneMatch(effect -> needsGate(effect, stored))) {
            speak(stored, turn, effects);
            return;
        }
        then(
                owner.store().gate(id, stored.version()),
                gate -> {
                    switch (gate) {
                        case PASSED -> {
                            outcomeSafe = stored.group().outcome().isPresent();
                            safe = stored.version();
                            speak(stored, turn, effects);
                        }
                        case CHANGED -> overtaken(turn);
                        case NOT_SAFE -> {
                            owner.notSafe(id);
                            unsaid(turn.events(), Why.STORE_UNAVAILABLE);
                        }
                    }
                },
                turn.events());
    }

    /**
     * An outcome never changes, so it is safe once and for all; that a unit has acknowledged is news in each version, and
     * so is whatever is done about lost work.
     */
    private boolean needsGate(Effect effect, Stored stored) {
        if (!(effect instanceof Word word)) {
            boolean counts = !(effect instanceof Effect.Answered answered)
                    || answered.answer().result() == Answer.Result.DONE;
            return counts && !stored.version().equals(safe);
        }
        Message.ToClient message = word.message();
        boolean isNews = message instanceof Message.Acknowledged
                || message instanceof Message.EvidenceNoted
                || message instanceof Message.Found
                || message instanceof Settling.Freeze;
        boolean isSafe = isNews
                ? stored.version().equals(safe)
                : (outcomeSafe && stored.group().outcome().isPresent());
        return !isSafe && owner.rules().needsGate(message);
    }

    private void speak(Stored stored, Turn turn, List<Effect> effects) {
        effects.forEach(owner::act);
        if (turn.isRound()) {
            owner.lookAfter(stored.group());
        }
        turn();
    }

    /** Somebody wrote over it before it was safe: whoever ordered what was written must look if it counts. */
    private void overtaken(Turn turn) {
        List<GroupEvent> rest = new ArrayList<>(turn.events());
        if (!turn.after().equals(turn.before().group())) {
            for (Turn.Ruled ruled : turn.rulings()) {
                rest.remove(ruled.order());
                answers.notNow(ruled.order(), Why.STORE_UNAVAILABLE).ifPresent(owner::act);
            }
        }
        again(rest);
    }

    /** Drops the copy and does the batch again on what the store holds now. */
    private void again(List<GroupEvent> batch) {
        copy = null;
        waiting.putBack(batch);
        turn();
    }

    /** The store can't be relied on: whoever waits will ask again. */
    private void unsaid(List<GroupEvent> batch, Why why) {
        copy = null;
        for (GroupEvent event : batch) {
            answers.notNow(event, why).ifPresent(owner::act);
        }
        turn();
    }

    private <T> void then(CompletionStage<T> answer, Consumer<T> next) {
        then(answer, next, List.of());
    }

    /** Goes on when the store has answered; without an answer the copy may be wrong, and whoever waits asks again. */
    private <T> void then(CompletionStage<T> answer, Consumer<T> next, List<GroupEvent> batch) {
        BiConsumer<@Nullable T, @Nullable Throwable> step = (result, failure) -> {
            synchronized (this) {
                guarded(() -> {
                    if (failure == null && result != null) {
                        next.accept(result);
                        return;
                    }
                    log.debug("Group {} - the store did not answer, {} events are dropped", id, batch.size(), failure);
                    List<GroupEvent> dropped = new ArrayList<>(batch);
                    dropped.addAll(waiting.take());
                    unsaid(dropped, Why.STORE_UNAVAILABLE);
                });
            }
        };
        answer.whenComplete(step);
    }

    /**
     * A defect would vanish in the stage that a step ends, or stop whoever brought the event. The next event opens a new
     * mailbox, which reads the record anew: this group is no worse off than if this manager had just started.
     */
    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            List<GroupEvent> dropped = waiting.drop();
            busy = false;
            retire();
            log.error("Group {} - this manager fails on one of {}, and drops them", id, dropped, e);
            owner.alarm(id, "this manager fails on what it is told of it: " + e + "; whoever waits says it again");
            for (GroupEvent event : dropped) {
                answers.notNow(event, Why.STORE_UNAVAILABLE).ifPresent(owner::act);
            }
        }
    }
}
