package io.txgroup.client.running;

import io.txgroup.client.core.ClientRules;
import io.txgroup.client.core.HeardLink;
import io.txgroup.client.core.Surroundings;
import io.txgroup.client.core.Units;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.ShardClock;
import java.util.List;
import java.util.Random;

/** The units of a process that knows one manager, which tells the time and listens. */
final class OneManager {
    private static final Epoch EPOCH = new Epoch("e");

    private final HeardLink link = new HeardLink();
    final List<Message.ToManager> said = link.said;
    final GroupId group = GroupId.next(1, new Random(1), 1);
    final Units units = new Units(
            new Surroundings(
                    new ProcessId("order", "order-1", "p"),
                    link,
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
}
