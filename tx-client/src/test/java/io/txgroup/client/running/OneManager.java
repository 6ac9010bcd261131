package io.txgroup.client.running;

import io.txgroup.client.core.ClientRules;
import io.txgroup.client.core.ManagerLink;
import io.txgroup.client.core.Surroundings;
import io.txgroup.client.core.Units;
import io.txgroup.client.spi.HeldResource;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.ShardClock;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

/** The units of a process that knows one manager, which tells the time and listens. */
final class OneManager implements ManagerLink {
    private static final Epoch EPOCH = new Epoch("e");

    final List<Message.ToManager> said = new CopyOnWriteArrayList<>();
    final GroupId group = GroupId.next(1, new Random(1), 1);
    final Units units = new Units(
            new Surroundings(
                    new ProcessId("order", "order-1", "p"),
                    this,
                    Runnable::run,
                    Runnable::run,
                    new Surroundings.Time(() -> 1_000_000_000L, () -> 1_000L),
                    new Random(2)),
            new ClientRules());

    OneManager() {
        units.received("m", new Message.HeartbeatAnswer(List.of(new ShardClock(0, EPOCH, 5_000)), ""));
    }

    /** The header of a call of the group. */
    String header(String path) {
        return "1;" + group + ";" + EPOCH + ";" + new CallPath(path) + ";30000;m";
    }

    /** The call paths for which the process has said yes. */
    List<CallPath> joined() {
        return said.stream()
                .filter(Message.Join.class::isInstance)
                .map(Message.Join.class::cast)
                .flatMap(join -> join.callPaths().stream())
                .toList();
    }

    boolean hasVetoed() {
        return said.stream().anyMatch(Message.Veto.class::isInstance);
    }

    @Override
    public boolean send(String home, Message.ToManager message) {
        said.add(message);
        return true;
    }

    @Override
    public Optional<Trouble> trouble() {
        return Optional.empty();
    }

    /** Some work in a database. */
    static final class Work implements HeldResource {
        final List<String> ends = new CopyOnWriteArrayList<>();
        private final String broken;

        Work() {
            this("");
        }

        /** Work that can't be committed. */
        Work(String broken) {
            this.broken = broken;
        }

        @Override
        public String name() {
            return "db#1";
        }

        @Override
        public boolean takesPart() {
            return true;
        }

        @Override
        public boolean canPrepare() {
            return false;
        }

        @Override
        public void checkBeforeJoin() {
            if (!broken.isEmpty()) {
                throw new IllegalStateException(broken);
            }
        }

        @Override
        public void prepare() {}

        @Override
        public void commit() {
            ends.add("commit");
        }

        @Override
        public void rollback() {
            ends.add("rollback");
        }

        @Override
        public void cancel() {}
    }
}
