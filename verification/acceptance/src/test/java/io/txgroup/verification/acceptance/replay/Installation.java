package io.txgroup.verification.acceptance.replay;

import io.txgroup.manager.compensation.Callback;
import io.txgroup.manager.compensation.CompensationPolicy;
import io.txgroup.manager.compensation.CompensationRecord;
import io.txgroup.manager.group.CompensatingRules;
import io.txgroup.manager.group.Coordinator;
import io.txgroup.manager.group.Group;
import io.txgroup.manager.group.GroupListener;
import io.txgroup.manager.group.GroupRules;
import io.txgroup.manager.group.GroupStore;
import io.txgroup.manager.group.Peers;
import io.txgroup.manager.store.InMemoryGroupStore;
import io.txgroup.manager.store.InMemoryRedis;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.ProcessId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** A manager and processes of services, in one thread with one clock; what is said arrives in its order. */
final class Installation {
    private static final long STEP = 250;
    private static final long PATIENCE_WITH_THE_DEAD = 6_000;

    private final AtomicLong millis = new AtomicLong(1_000_000);
    private final List<Service> services = new ArrayList<>();
    private final Deque<Runnable> mail = new ArrayDeque<>();
    private final Deque<Runnable> work = new ArrayDeque<>();
    private final InMemoryRedis redis = new InMemoryRedis(1, 1, millis::get, new Random(2));
    private final GroupStore store = new InMemoryGroupStore(redis, command -> {
        command.carryOut();
        redis.replicateAll();
        command.answer();
    });
    private final Coordinator manager;
    private boolean delivering;

    Installation() {
        Random writeIds = new Random(3);
        manager = new Coordinator(
                new Coordinator.Identity("m", () -> Long.toHexString(writeIds.nextLong())),
                new Coordinator.Ports(store, new Everybody(), Callback.none()),
                new GroupRules("m", new CompensatingRules(service -> CompensationPolicy.DEFAULT)),
                new Quiet(),
                this::nanos);
    }

    long nanos() {
        return millis.get() * 1_000_000;
    }

    long millis() {
        return millis.get();
    }

    /** A process has come up. */
    void add(Service service) {
        services.add(service);
        service.received(new Message.HeartbeatAnswer(
                List.of(store.clock(0).toCompletableFuture().join()), ""));
    }

    void say(ProcessId from, Message.ToManager message) {
        mail.add(() -> manager.receive(from, message));
        deliver();
    }

    private void deliver() {
        if (delivering) {
            return;
        }
        delivering = true;
        try {
            for (Runnable next = mail.poll(); next != null; next = mail.poll()) {
                next.run();
            }
        } finally {
            delivering = false;
        }
    }

    /** So much time passes, a little at a time. */
    void pass(long span) {
        for (long passed = 0; passed < span; passed += STEP) {
            step();
            deliver();
            for (Runnable next = work.poll(); next != null; next = work.poll()) {
                next.run();
            }
        }
    }

    /** Does it when nothing is being delivered: it will wait for what is said to it. */
    void later(Runnable runs) {
        work.add(runs);
    }

    /** A process has died, and whoever waits for it waits for a while; in the thread of him who waits, so it is mail. */
    void died() {
        for (long passed = 0; passed < PATIENCE_WITH_THE_DEAD; passed += STEP) {
            mail.add(this::step);
        }
    }

    private void step() {
        millis.addAndGet(STEP);
        services.stream().filter(Service::isAlive).forEach(Service::tick);
        mail.add(() -> manager.sweep(0));
    }

    Group group() {
        return redis.groups().stream()
                .map(GroupStore.Stored::group)
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    /** An operator wants it repaired. */
    void repairNow() {
        GroupId id = group().id();
        String version = manager.compensations()
                .one(id)
                .toCompletableFuture()
                .join()
                .orElseThrow()
                .version();
        manager.compensations().repairNow(id, version, "wang", "try again");
    }

    CompensationRecord compensation() {
        CompensationRecord record = group().compensation();
        if (record == null) {
            throw new AssertionError("Nothing is lost: " + group());
        }
        return record;
    }

    private final class Everybody implements Peers {
        @Override
        public boolean send(ProcessId to, Message.ToClient message) {
            services.stream()
                    .filter(service -> service.id().equals(to))
                    .forEach(service -> mail.add(() -> service.received(message)));
            deliver();
            return true;
        }

        /** The one that came up last is asked. */
        @Override
        public boolean sendToService(String name, Message.ToClient message) {
            services.stream()
                    .filter(service ->
                            service.isAlive() && service.id().service().equals(name))
                    .reduce((first, second) -> second)
                    .ifPresent(service -> mail.add(() -> service.received(message)));
            deliver();
            return true;
        }
    }

    private static final class Quiet implements GroupListener {
        @Override
        public void changed(Group before, Group after) {}

        @Override
        public void alarm(GroupId id, String what) {}
    }
}
