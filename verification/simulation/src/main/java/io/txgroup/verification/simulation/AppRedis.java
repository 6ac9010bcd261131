package io.txgroup.verification.simulation;

import io.txgroup.client.spi.CallScope;
import io.txgroup.client.spi.ResourceRecovery;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.GroupId;
import io.txgroup.redis.core.KeyNames;
import io.txgroup.redis.core.QueueSettings;
import io.txgroup.redis.core.Queues;
import io.txgroup.redis.core.RedisGate;
import io.txgroup.redis.core.Surroundings;
import io.txgroup.verification.simulation.redis.SimulatedRedis;
import io.txgroup.verification.simulation.redis.SimulatedRedis.Connection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * One service's data in Redis, with the plugin's real code and scripts around it. What is in the servers is all that counts: a
 * queue is applied if the present master has what it wrote.
 */
final class AppRedis implements ResourceManager {
    static final Duration TIMEOUT = Duration.ofSeconds(1);

    private static final String PREFIX = "txr:";
    private static final String ROW = "row:";

    /** Before the number of a session: what of its work was applied, as a list. */
    private static final String DONE = "done:";

    private final World world;
    private final String name;
    private final KeyNames keys;
    private final SimulatedRedis servers;
    private final boolean[] replicating;
    private final List<QueueSession> sessions = new ArrayList<>();
    private final Map<ServiceProcess, Queues> queues = new HashMap<>();
    private final List<RedisWay> ways = new ArrayList<>();
    private boolean hasFailedOver;

    AppRedis(World world, String name, String service) {
        this.world = world;
        this.name = name;
        this.keys = KeyNames.of(PREFIX, "simulated", service, name, false);
        this.servers = new SimulatedRedis(world.profile.redis.replicas());
        this.replicating = new boolean[servers.nodes()];
    }

    // ---- as units and processes see it

    @Override
    public Session enlist(CallScope call, ServiceProcess process, Ledger ledger, UnitMark unit) throws Exception {
        QueueSession known = unit.queues.get(this);
        if (known != null && !known.isGivenBack()) {
            call.checkOpen();
            return known;
        }
        if (known != null) {
            return call.enlist(() -> known.takenAgain(call));
        }
        QueueSession taken = call.enlist(() -> new QueueSession(world, this, process, unit, ledger, call));
        unit.queues.put(this, taken);
        sessions.add(taken);
        return taken;
    }

    @Override
    public ResourceRecovery recovery(ServiceProcess process) {
        return new RedisWatch(world, this, process, queues(process).recovery());
    }

    /** As the plugin does at its start; if nothing is answered, a person is told, who looks again. */
    @Override
    public void started(ServiceProcess process) {
        try {
            queues(process).note();
        } catch (IOException e) {
            world.timeline.after(world.dice.millis(100, 1_000), process, () -> started(process));
        }
    }

    Queues queues(ServiceProcess process) {
        return queues.computeIfAbsent(process, this::newQueues);
    }

    private Queues newQueues(ServiceProcess process) {
        OptionalInt replicas =
                world.profile.redis.isKnown() ? OptionalInt.of(world.profile.redis.replicas()) : OptionalInt.empty();
        // half of the retention is left for clocks that differ; here they don't
        Duration retention = Duration.ofMillis(Math.max(1, 2 * world.parts.markRetentionMillis()));
        long[] stood = {0};
        Surroundings around = new Surroundings(
                () -> world.timeline.now() + stood[0],
                () -> ServiceProcess.WALL_CLOCK_MILLIS + world.timeline.nowMillis(),
                nanos -> stood[0] += standStill(process, nanos),
                world.dice::name);
        return new Queues(
                name,
                keys,
                () -> world.parts.redisWay(RedisWay.open(world, this, process)),
                new QueueSettings(RedisGate.AUTO, replicas, Duration.ofMillis(300), TIMEOUT, retention),
                around);
    }

    /** A thread stands still; what of that time could not pass, since too many stand still at once. */
    private long standStill(ServiceProcess process, long nanos) {
        long before = world.timeline.now();
        world.timeline.block(process, nanos);
        return world.timeline.now() > before ? 0 : nanos;
    }

    @Override
    public List<QueueSession> prepared() {
        return stored().map(this::session).distinct().toList();
    }

    /** What is stored, and what the index says of it. */
    private Stream<String> stored() {
        Stream<String> parts = servers.keys().stream()
                .filter(key -> key.startsWith(PREFIX) && key.contains(":part:"))
                .map(key -> key.substring(key.indexOf(":part:") + ":part:".length()));
        return Stream.concat(parts, servers.members(text(keys.prepared())).stream());
    }

    /** The session that has stored a queue with that name. */
    QueueSession session(String part) {
        return sessions.stream()
                .filter(session -> !session.isRepair() && part.contains("." + session.token() + "."))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Nobody has prepared " + part));
    }

    // ---- what is there

    Stream<QueueSession> sessions() {
        return sessions.stream();
    }

    static String row(int number) {
        return ROW + number;
    }

    static String done(int session) {
        return DONE + session;
    }

    /** A number for one more session. */
    int nextNumber() {
        return sessions.size();
    }

    boolean isApplied(int session) {
        return !servers.list(done(session)).isEmpty();
    }

    boolean isStored(QueueSession session) {
        return stored().anyMatch(part -> part.contains("." + session.token() + "."));
    }

    /** Whether each of a session's marks is one of these letters. */
    boolean areMarked(GroupId groupId, Collection<CallPath> paths, String letters) {
        String key = text(keys.marks(groupId, 1));
        return !paths.isEmpty()
                && paths.stream().allMatch(path -> servers.field(key, path.value())
                        .filter(mark -> letters.contains(mark.substring(0, 1)))
                        .isPresent());
    }

    String digest(int row) {
        return servers.digest(row(row));
    }

    /** Whether a replica has ever taken over: what passed no gate may be gone since. */
    boolean hasFailedOver() {
        return hasFailedOver;
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    // ---- what happens to it

    boolean isUp() {
        return servers.isUp();
    }

    Optional<Connection> connect() {
        return servers.connect();
    }

    void opened(RedisWay way) {
        ways.removeIf(known -> !known.isOpen());
        ways.add(way);
    }

    /** Something was written: replicas get it, sooner or later; what of it is a session's work is looked at. */
    void wrote(Connection connection, List<List<String>> written) {
        for (int node = 0; node < servers.nodes(); node++) {
            if (node != servers.master() && !replicating[node]) {
                int replica = node;
                replicating[node] = true;
                world.timeline.after(world.dice.millis(0.1, world.profile.redis.lagMillis()), () -> replicate(replica));
            }
        }
        if (connection.isOfMaster()) {
            written.stream()
                    .map(words -> words.get(1))
                    .filter(key -> key.startsWith(DONE))
                    .distinct()
                    .forEach(key -> sessions.get(Integer.parseInt(key.substring(DONE.length())))
                            .appeared(servers.list(key)));
        }
    }

    private void replicate(int node) {
        replicating[node] = false;
        boolean more = true;
        while (more) {
            more = servers.replicateOne(node);
        }
    }

    /** The master dies, and after a while a replica takes over. */
    void failOver() {
        if (servers.isUp() && servers.nodes() > 1) {
            world.trace.add(() -> name + ": the master dies");
            servers.stop();
            world.timeline.after(world.dice.millis(100, 3_000), () -> promote("fails over to"));
        }
    }

    /** A replica takes over although the master lives on, and who is connected stays with the old one for a while. */
    void split() {
        if (servers.isUp()) {
            promote("is split, also promoted is");
        }
    }

    private void promote(String how) {
        List<Integer> candidates = Stream.iterate(0, node -> node < servers.nodes(), node -> node + 1)
                .filter(servers::isPromotable)
                .toList();
        int old = servers.master();
        if (candidates.isEmpty()) {
            if (!servers.isUp()) {
                servers.start();
            }
            return;
        }
        int next = world.dice.pick(candidates);
        world.trace.add(() -> name + ": " + how + " node " + next);
        servers.promote(next);
        hasFailedOver = true;
        sessions.forEach(QueueSession::requireKept);
        world.timeline.after(world.dice.millis(500, 8_000), () -> heal(old));
    }

    @Override
    public void restart() {
        if (servers.isUp()) {
            world.trace.add(() -> name + ": restarts");
            servers.stop();
            world.timeline.after(world.dice.millis(100, 2_500), () -> {
                servers.start();
                healAll();
            });
        }
    }

    void cutReplica() {
        int node = world.dice.below(servers.nodes());
        if (node != servers.master()) {
            world.trace.add(() -> name + ": replica " + node + " is cut off");
            servers.cut(node);
            world.timeline.after(world.dice.millis(200, 6_000), () -> heal(node));
        }
    }

    private void heal(int node) {
        servers.heal(node);
        replicate(node);
    }

    void healAll() {
        for (int node = 0; node < servers.nodes(); node++) {
            heal(node);
        }
    }

    @Override
    public void ownerDied(ServiceProcess process) {
        queues.remove(process);
    }

    @Override
    public boolean killOne() {
        List<RedisWay> open = ways.stream().filter(RedisWay::isOpen).toList();
        if (open.isEmpty()) {
            return false;
        }
        world.dice.pick(open).breakSoon();
        return true;
    }

    /** Each row is the sum of what was applied, and each session is there as a whole. */
    @Override
    public void check() {
        Map<Integer, Long> sums = new TreeMap<>();
        for (QueueSession session : sessions) {
            if (session.isApplied()) {
                session.effects().forEach(effect -> sums.merge(effect.row(), effect.amount(), Long::sum));
            }
        }
        for (int row = 0; row < world.profile.rows; row++) {
            long there = servers.number(row(row));
            long expected = sums.getOrDefault(row, 0L);
            if (there != expected) {
                throw world.timeline.fail(new Violation(
                        Invariant.EXACTLY_ONCE,
                        name + " has " + there + " in row " + row + ", what was applied makes " + expected));
            }
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
