package io.txgroup.manager.group;

import io.txgroup.manager.compensation.Callback;
import io.txgroup.manager.compensation.CallbackReply;
import io.txgroup.manager.compensation.CompensationEvent;
import io.txgroup.manager.compensation.Compensations;
import io.txgroup.protocol.AskFinished;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.Prove;
import io.txgroup.protocol.RedoEnded;
import io.txgroup.protocol.Replay;
import io.txgroup.protocol.Settling;
import io.txgroup.protocol.UnitId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A manager's core: takes what units say, and what time does, to the right group. All state that matters is in the
 * store, so that any manager can take over at any step. Thread-safe; never blocks.
 */
public final class Coordinator {
    private static final Logger log = LoggerFactory.getLogger(Coordinator.class);
    private static final Duration LEASE = Duration.ofSeconds(2);
    private static final int SWEEP_LIMIT = 200;
    private static final long LOOK_FOR_PROCESS_AFTER_MILLIS = 10_000;
    private static final long ALARM_AFTER_MILLIS = 60_000;
    private static final long KEEP_COPY_NANOS = 60_000_000_000L;

    private final String name;
    private final GroupStore store;
    private final Peers peers;
    private final Callback callback;
    private final GroupRules rules;
    private final Supplier<String> writeIds;
    private final GroupListener listener;
    private final Losses losses;
    private final LongSupplier nanoTime;
    private final StoreTime time;
    private final Map<GroupId, GroupMailbox> mailboxes = new ConcurrentHashMap<>();

    /**
     * Ties the ports together; there is no callback.
     *
     * @param identity this manager's name and its source of random write ids
     * @param nanoTime a monotonic clock in nanoseconds
     */
    public Coordinator(
            Identity identity,
            GroupStore store,
            Peers peers,
            GroupRules rules,
            GroupListener listener,
            LongSupplier nanoTime) {
        this(identity, new Ports(store, peers, Callback.none()), rules, listener, nanoTime);
    }

    /** The same with a callback, which is told of lost work. */
    public Coordinator(
            Identity identity, Ports ports, GroupRules rules, GroupListener listener, LongSupplier nanoTime) {
        this.name = identity.name();
        this.writeIds = identity.writeIds();
        this.store = ports.store();
        this.peers = ports.peers();
        this.callback = ports.callback();
        this.rules = rules;
        this.listener = listener;
        this.losses = new Losses(listener);
        this.nanoTime = nanoTime;
        this.time = new StoreTime(nanoTime);
    }

    /**
     * Who a manager is.
     *
     * @param name what clients know it by; not used by any other manager
     * @param writeIds gives a random id for each write
     */
    public record Identity(String name, Supplier<String> writeIds) {}

    /** The ways out of the core. */
    public record Ports(GroupStore store, Peers peers, Callback callback) {}

    /** What operators see of compensations, and may do. */
    public Compensations compensations() {
        return new RecordedCompensations(store, this::tell);
    }

    /**
     * A process has said something; who it is has been proved before.
     *
     * @throws IllegalArgumentException if it speaks for a unit of another process, or shows something of one of another
     *     service
     */
    public void receive(ProcessId from, Message.ToManager message) {
        if (message instanceof Message.OfUnit ofUnit) {
            received(from, ofUnit);
        } else if (message instanceof Message.Find find) {
            find(from, find);
        } else if (message instanceof Message.AskForBranch ask && isInAShard(ask)) {
            tell(ask.groupId(), new GroupEvent.AskedForBranch(from, ask));
        } else if (message instanceof Message.Evidence evidence && isInAShard(evidence)) {
            shown(from, evidence);
        } else if (message instanceof RedoEnded ended && isInAShard(ended)) {
            checkService(from, ended.unit());
            tell(ended.groupId(), new GroupEvent.Redone(from, ended));
        } else if (message instanceof Replay.FromProcess word && isInAShard(word)) {
            replayed(from, word);
        } else if (message instanceof AskFinished ask && ask.shard() < store.shards()) {
            finished(from, ask);
        }
    }

    private void finished(ProcessId from, AskFinished ask) {
        List<GroupId> groups = ask.groups().stream()
                .filter(group -> group.shard() == ask.shard())
                .toList();
        store.absent(ask.shard(), groups).whenComplete((absent, failure) -> {
            if (absent == null) {
                log.debug("{} - asked which of {} groups are finished", from, groups.size(), failure);
            } else {
                rules.finished(ask, absent).ifPresent(finished -> say(from, finished));
            }
        });
    }

    private void shown(ProcessId from, Message.Evidence evidence) {
        checkService(from, evidence.unit());
        tell(evidence.groupId(), new GroupEvent.Shown(from, evidence));
    }

    private void replayed(ProcessId from, Replay.FromProcess word) {
        if (word instanceof Replay.Ended) {
            checkService(from, word.unit());
        } else if (!word.unit().process().equals(from)) {
            throw new IllegalArgumentException(
                    from + " speaks for a participant of " + word.unit().process());
        }
        tell(word.groupId(), new GroupEvent.Replaying(from, word));
    }

    private static void checkService(ProcessId from, UnitId unit) {
        if (!unit.service().equals(from.service())) {
            throw new IllegalArgumentException(
                    from + " shows how a unit of " + unit.process() + " ended, which is not of its service");
        }
    }

    private void find(ProcessId from, Message.Find find) {
        if (find.groupId().shard() >= store.shards()) {
            say(from, Finding.noRecord(find, from));
        } else {
            tell(find.groupId(), new GroupEvent.Asked(from, find));
        }
    }

    private void received(ProcessId from, Message.OfUnit message) {
        if (!message.unit().process().equals(from)) {
            throw new IllegalArgumentException(
                    from + " speaks for a unit of " + message.unit().process());
        }
        if (!isInAShard(message)) {
            return;
        }
        int shard = message.groupId().shard();
        if (message instanceof Message.Create && time.now(shard) == 0) {
            store.clock(shard).thenAccept(clock -> {
                time.seen(shard, clock.time());
                tell(message.groupId(), new GroupEvent.Said(message));
            });
            return;
        }
        tell(message.groupId(), new GroupEvent.Said(message));
    }

    private boolean isInAShard(Message.ToGroup message) {
        int shard = message.groupId().shard();
        if (shard >= store.shards()) {
            log.warn(
                    "Group {} - has shard {}, but the store has {} only; is tx.manager.shards the same everywhere?",
                    message.groupId(),
                    shard,
                    store.shards());
            return false;
        }
        return true;
    }

    /** Looks after the groups of one shard that are due. */
    public void sweep(int shard) {
        store.takeDue(shard, SWEEP_LIMIT, LEASE).whenComplete((due, failure) -> {
            if (due == null) {
                log.debug("Shard {} - could not be swept", shard, failure);
                return;
            }
            time.seen(shard, due.time());
            due.groups().forEach(group -> tell(group, new GroupEvent.TimePassed(due.time())));
        });
    }

    /**
     * Drops the copies that are a minute old. Most groups of them have ended at another manager, which tells nobody here, and a
     * unit that goes on asking must not be answered for ever from what the store has forgotten; whatever still goes on is
     * read again when it is needed.
     */
    public void forgetOld() {
        long before = nanos() - KEEP_COPY_NANOS;
        mailboxes.values().forEach(mailbox -> mailbox.closeIfOpenedBefore(before));
    }

    /** How many groups this manager has at hand. */
    public int groupsAtHand() {
        return mailboxes.size();
    }

    /** For how many groups something is being done now. */
    public long groupsBusy() {
        return mailboxes.values().stream().filter(GroupMailbox::isBusy).count();
    }

    private void tell(GroupId id, GroupEvent event) {
        while (!mailboxes
                .computeIfAbsent(id, key -> new GroupMailbox(key, this))
                .offer(event)) {
            Thread.onSpinWait();
        }
    }

    void retire(GroupId id, GroupMailbox mailbox) {
        mailboxes.remove(id, mailbox);
    }

    /** Does what a mailbox has become certain of. */
    void act(Effect effect) {
        if (effect instanceof Effect.Word word) {
            say(word.to(), word.message());
        } else if (effect instanceof Effect.Asked asked) {
            ask(asked.service(), asked.message());
        } else if (effect instanceof Effect.Replayed replayed) {
            say(replayed.to(), replayed.message());
        } else if (effect instanceof Effect.Called called) {
            call(called.event(), called.number());
        } else if (effect instanceof Effect.Answered answered) {
            answered.operator().complete(answered.answer());
        }
    }

    private void ask(String service, Message.ToClient message) {
        if (!peers.sendToService(service, message)) {
            log.debug("No process of {} can be reached from here, it is asked again: {}", service, message);
        }
    }

    private void call(CompensationEvent event, int number) {
        Consumer<CallbackReply> reply =
                answer -> tell(event.groupId(), new GroupEvent.Replied(event.kind(), number, answer));
        try {
            switch (event.kind()) {
                case CREATED -> callback.created(event, reply);
                case ENDED -> callback.ended(event, reply);
            }
        } catch (RuntimeException e) {
            log.error("Group {} - the callback's sender fails, which is a defect of it", event.groupId(), e);
            reply.accept(new CallbackReply.Unreachable("the sender failed: " + e));
        }
    }

    void say(Message.ToUnit word) {
        say(word.unit().process(), word);
    }

    void say(ProcessId to, Message.ToClient word) {
        if (!peers.send(to, word)) {
            log.debug("{} can't be reached from here, it will ask: {}", to, word);
        }
    }

    void changed(Group before, Group after) {
        listener.changed(before, after);
        losses.recorded(before, after);
        if (after.contradicting().size() > before.contradicting().size()) {
            alarm(
                    after.id(),
                    "HEURISTIC: the outcome is " + after.outcome().orElseThrow() + ", but " + after.contradicting()
                            + " did the opposite; a person must mend it");
        }
    }

    /** Asks processes of the units' services to look into their databases; silence proves nothing. */
    private void askForProof(Group group, long now) {
        if (rules.settling().wantsRecall(group)) {
            recall(group.id(), group.epoch().mark());
        }
        for (Settling.Fence fence : rules.settling().fences(group, now)) {
            ask(fence.unit().service(), fence);
        }
        for (Prove prove : rules.wantsProof(group, now)) {
            ask(prove.unit().service(), prove);
        }
    }

    /** Nobody here knows the group: whoever knows a unit of it shall speak. */
    void recall(GroupId id, String epochMark) {
        peers.sendToAll(new Settling.Recall(id, epochMark));
    }

    /** A group that was due has been done: puts off what nobody can hasten, and looks whether processes are gone. */
    void lookAfter(Group group) {
        long now = time.now(group.id().shard());
        group.due(now).ifPresent(until -> store.putOff(group.id(), until));
        askForProof(group, now);
        boolean settles = group.state() == GroupState.SETTLING;
        long since = settles ? group.createdAt() : group.decidedAt();
        if ((group.outcome().isEmpty() && !settles) || now - since < LOOK_FOR_PROCESS_AFTER_MILLIS) {
            return;
        }
        if (group.state() == GroupState.PARKED) {
            alarm(group.id(), rules.compensating().waitsFor(group, now));
        } else if (now - since > ALARM_AFTER_MILLIS && !group.state().ended()) {
            alarm(group.id(), settles ? rules.settling().waitsFor(group, now) : waitsFor(group, now));
        }
        for (Member member : group.members()) {
            if (rules.mayBeGone(group, member)) {
                store.isPresent(member.unit().process())
                        .thenAccept(present -> tell(group.id(), new GroupEvent.Presence(member.unit(), present, now)));
            }
        }
    }

    private String waitsFor(Group group, long now) {
        if (group.compensation() != null) {
            return rules.compensating().waitsFor(group, now);
        }
        String since = group.state() + " for " + (now - group.decidedAt()) / 1_000 + " s, ";
        List<String> lost = group.members().stream()
                .flatMap(member -> member.lost().stream().map(end -> end.resource() + " of " + member.unit()))
                .toList();
        List<UnitId> silent = group.unacknowledged().stream()
                .filter(member -> member.lost().isEmpty() || !member.unknown().isEmpty())
                .map(Member::unit)
                .toList();
        return since
                + (lost.isEmpty() ? "" : "lost is " + lost + "; ")
                + (silent.isEmpty()
                        ? "nothing else is missing"
                        : "waiting for " + silent + "; they are told again and again");
    }

    void alarm(GroupId id, String what) {
        listener.alarm(id, what);
    }

    void notSafe(GroupId id) {
        listener.alarm(id, "its outcome is recorded, but too few replicas have it: it is told when they are back");
    }

    Losses losses() {
        return losses;
    }

    GroupStore store() {
        return store;
    }

    GroupRules rules() {
        return rules;
    }

    StoreTime time() {
        return time;
    }

    String name() {
        return name;
    }

    long nanos() {
        return nanoTime.getAsLong();
    }

    String writeId() {
        return writeIds.get();
    }
}
