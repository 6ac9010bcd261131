package io.txgroup.verification.matrix;

import io.txgroup.client.core.ClientRules;
import io.txgroup.client.core.GroupHeader;
import io.txgroup.client.core.ManagerLink;
import io.txgroup.client.core.Surroundings;
import io.txgroup.client.core.Units;
import io.txgroup.client.running.LocalTransactions;
import io.txgroup.client.running.ThreadCalls;
import io.txgroup.client.running.TxRunner;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.ShardClock;
import io.txgroup.protocol.UnitId;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The real core of a service, its threads and its clock, with one manager that decides what the test says. It answers on
 * a thread of its own, one message after the other.
 */
final class ObedientManager implements ManagerLink, AutoCloseable {
    private static final String NAME = "m";
    private static final Epoch EPOCH = new Epoch("e");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final ExecutorService manager = Executors.newSingleThreadExecutor();
    private final ExecutorService workers = Executors.newFixedThreadPool(2);
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final Map<GroupId, Part> parts = new ConcurrentHashMap<>();
    private final ThreadCalls threads = new ThreadCalls();
    private final Units units;
    private final TxRunner runner;

    ObedientManager() {
        units = new Units(
                new Surroundings(
                        new ProcessId("stock", "stock-1", "p"),
                        this,
                        workers,
                        workers,
                        new Surroundings.Time(System::nanoTime, System::currentTimeMillis),
                        RANDOM),
                new ClientRules());
        runner = new TxRunner(units, threads, LocalTransactions.NONE, Duration.ofSeconds(30));
        beat();
        var unused = clock.scheduleAtFixedRate(this::beat, 20, 20, TimeUnit.MILLISECONDS);
    }

    private void beat() {
        units.received(NAME, new Message.HeartbeatAnswer(List.of(new ShardClock(0, EPOCH, 5_000)), ""));
        units.tick();
    }

    ThreadCalls threads() {
        return threads;
    }

    TxRunner runner() {
        return runner;
    }

    /** The name of a group that was opened elsewhere. */
    static GroupId newGroup() {
        return GroupId.next(System.currentTimeMillis(), RANDOM, 1);
    }

    /** The header of a call of it. */
    static String header(GroupId group, CallPath path, Duration left) {
        return new GroupHeader(group, EPOCH, path, left.toMillis(), NAME).toString();
    }

    /** Lets the group end like that; completes with what the unit says then. */
    CompletableFuture<Message.Acknowledge> decide(GroupId group, Outcome outcome) {
        Part part = part(group);
        manager.execute(() -> part.decide(outcome));
        return part.end;
    }

    /** A scenario has failed: what it left open is rolled back, so that no other one waits for it. */
    void rollBackWhatIsOpen() {
        parts.keySet().forEach(group -> decide(group, Outcome.ROLLBACK));
        parts.clear();
    }

    @Override
    public boolean send(String home, Message.ToManager message) {
        if (message instanceof Message.OfUnit said) {
            manager.execute(() -> part(said.groupId()).heard(said));
        }
        return true;
    }

    @Override
    public Optional<Trouble> trouble() {
        return Optional.empty();
    }

    private Part part(GroupId group) {
        return parts.computeIfAbsent(group, Part::new);
    }

    @Override
    public void close() {
        clock.shutdownNow();
        manager.shutdownNow();
        workers.shutdownNow();
    }

    /** The service's part of a group, as the manager knows it; used on the manager's thread. */
    private final class Part {
        private final GroupId group;
        private final CompletableFuture<Message.Acknowledge> end = new CompletableFuture<>();
        private Optional<Message.OfUnit> pledge = Optional.empty();

        Part(GroupId group) {
            this.group = group;
        }

        /** Ends it as a manager does: a unit that can prepare is asked to first. */
        void decide(Outcome outcome) {
            if (end.isDone()) {
                return;
            }
            if (pledge.isEmpty()) {
                end.completeExceptionally(new IllegalStateException("Group " + group + " has not joined"));
            } else if (outcome == Outcome.COMMIT && canPrepare()) {
                Message.OfUnit yes = pledge.get();
                answer(new Message.Prepare(group, yes.unit(), yes.epoch(), paths(), null));
            } else {
                tell(pledge.get().unit(), outcome, "the test wants it");
            }
        }

        private boolean canPrepare() {
            Message.OfUnit yes = pledge.orElseThrow();
            return yes instanceof Message.Join join ? join.canPrepare() : ((Message.Close) yes).canPrepare();
        }

        private List<CallPath> paths() {
            Message.OfUnit yes = pledge.orElseThrow();
            return yes instanceof Message.Join join ? join.callPaths() : ((Message.Close) yes).own();
        }

        void heard(Message.OfUnit said) {
            if (said instanceof Message.Create) {
                answer(new Message.CreateAnswer(group, said.unit(), "", NAME));
            } else if (said instanceof Message.Join join) {
                pledge = Optional.of(join);
                answer(new Message.JoinAnswer(group, join.unit(), join.callPaths()));
            } else if (said instanceof Message.Close close) {
                pledge = Optional.of(close);
                decide(close.outcome());
            } else if (said instanceof Message.Prepared prepared) {
                tell(said.unit(), prepared.yes() ? Outcome.COMMIT : Outcome.ROLLBACK, prepared.reason());
            } else if (said instanceof Message.Veto veto) {
                tell(said.unit(), Outcome.ROLLBACK, veto.reason());
            } else if (said instanceof Message.Ask) {
                answer(new Message.Undecided(group, said.unit(), Message.Undecided.Why.RUNNING));
            } else if (said instanceof Message.Acknowledge acknowledge) {
                answer(new Message.Acknowledged(group, said.unit()));
                answer(new Message.Ended(group, said.unit(), acknowledge.outcome()));
                end.complete(acknowledge);
            }
        }

        private void tell(UnitId unit, Outcome outcome, String cause) {
            List<CallPath> counted = outcome == Outcome.COMMIT ? paths() : List.of();
            answer(new Message.Tell(group, unit, outcome, counted, cause, null));
        }

        private void answer(Message.ToUnit message) {
            units.received(NAME, message);
        }
    }
}
