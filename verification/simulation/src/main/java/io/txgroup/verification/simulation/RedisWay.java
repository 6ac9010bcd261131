package io.txgroup.verification.simulation;

import io.txgroup.redis.core.RedisNodes;
import io.txgroup.verification.simulation.redis.SimulatedRedis.Connection;
import io.txgroup.verification.simulation.redis.SimulatedRedis.Done;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The way between one process and one service's Redis, in place of the driver: commands and answers take their time, get lost, or come
 * late, and a connection that breaks is made again by itself, and what was unanswered is said once more on it.
 */
final class RedisWay implements RedisNodes, RedisNodes.Node {
    private static final int MOST_LOOKS = 10;

    private final World world;
    private final AppRedis redis;
    private final ServiceProcess process;
    private Connection connection;
    private boolean breaksSoon;
    private boolean isClosed;

    private RedisWay(World world, AppRedis redis, ServiceProcess process, Connection connection) {
        this.world = world;
        this.redis = redis;
        this.process = process;
        this.connection = connection;
    }

    /** Connects, or fails as a driver does. */
    static RedisWay open(World world, AppRedis redis, ServiceProcess process) {
        world.step(process);
        RedisWay way = new RedisWay(
                world,
                redis,
                process,
                redis.connect().orElseThrow(() -> new IllegalStateException(redis + " - connection refused")));
        redis.opened(way);
        return way;
    }

    @Override
    public Node of(int slot) {
        return this;
    }

    @Override
    public String name() {
        return "";
    }

    @Override
    public boolean isOpen() {
        return !isClosed && connection.isOpen();
    }

    @Override
    public void close() {
        isClosed = true;
    }

    /** The connection breaks in the middle of what it is used for next. */
    void breakSoon() {
        breaksSoon = true;
    }

    @Override
    public void rename(String name) throws IOException {
        ask(() -> {
            connection.rename(name);
            return name;
        });
    }

    @Override
    public Map<String, String> configured(String setting) {
        return Map.of(setting, "");
    }

    @Override
    public String info(String section) throws IOException {
        return ask(() -> connection.replication());
    }

    @Override
    public List<byte[]> members(byte[] key, byte[] from, byte @Nullable [] to, int most) throws IOException {
        String end = to == null ? null : AppRedis.text(to);
        return ask(() -> connection.members(AppRedis.text(key), AppRedis.text(from), end, most)).stream()
                .map(RedisWay::bytes)
                .toList();
    }

    @Override
    public void delete(byte[] key) throws IOException {
        write(List.of("DEL", AppRedis.text(key)));
    }

    @Override
    public void remove(byte[] key, byte[] member) throws IOException {
        write(List.of("ZREM", AppRedis.text(key), AppRedis.text(member)));
    }

    private void write(List<String> words) throws IOException {
        ask(() -> {
            written(connection.command(words));
            return words;
        });
    }

    @Override
    public List<?> run(ScriptCall call) throws IOException {
        return ask(() -> eval(call));
    }

    @Override
    public Exchange exchange(ScriptCall call, int replicas, Duration patience) throws IOException {
        List<?> words = run(call);
        if (breaksSoon || world.strikes(Fault.REDIS_CONNECTION_BROKEN)) {
            breaksSoon = false;
            connectAgain();
            words = world.dice.chance(0.5) ? words : eval(call); // if it was answered, it is not said again
        }
        long slice = patience.toNanos() >> MOST_LOOKS;
        for (int looks = 0; looks < MOST_LOOKS && connection.replicas() < replicas; looks++) {
            world.timeline.block(process, slice << looks);
            if (!connection.isOpen()) {
                connectAgain();
            }
        }
        return new Exchange(
                words, replicas == 0 ? 0 : connection.replicas(), connection.replication(), connection.name());
    }

    private List<?> eval(ScriptCall call) {
        String text = AppRedis.text(world.parts.redisScript(call.script()));
        Object answer = written(connection.eval(text, texts(call.keys()), texts(call.args())));
        world.trace.add(() -> process + " => " + redis + "  " + call.script() + " " + answer);
        return answer instanceof List<?> list
                ? list.stream().map(RedisWay::word).toList()
                : List.of();
    }

    private @Nullable Object written(Done done) {
        if (!done.written().isEmpty()) {
            redis.wrote(connection, done.written());
        }
        return done.answer();
    }

    private static Object word(Object word) {
        return word instanceof String text ? bytes(text) : word;
    }

    private static List<String> texts(List<byte[]> words) {
        return words.stream().map(AppRedis::text).toList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** What is done where it arrives. */
    private interface AtServer<T> {
        T does();
    }

    /** Says something, and waits for what is answered; also what is not answered may be done, or later. */
    private <T> T ask(AtServer<T> atServer) throws IOException {
        world.step(process);
        if (world.strikes(Fault.REDIS_COMMAND_LOST)) {
            throw unanswered();
        }
        if (world.strikes(Fault.REDIS_COMMAND_LATE)) {
            Connection now = connection;
            world.timeline.after(world.dice.millis(20, 4_000), () -> {
                if (connection == now && now.isOpen()) {
                    world.trace.add(() -> redis + " gets late what " + process + " has sent");
                    atServer.does();
                }
            });
            throw unanswered();
        }
        pass(0.05, 0.5);
        if (!connection.isOpen()) {
            connectAgain();
        }
        T answer = atServer.does();
        if (world.strikes(Fault.REDIS_ANSWER_LOST)) {
            throw unanswered();
        }
        pass(0.05, 0.5);
        return answer;
    }

    private void pass(double least, double most) {
        world.timeline.block(process, world.dice.millis(least, most));
    }

    /** The connection breaks, and that is noticed soon, or not before the time is over. */
    private IOException unanswered() {
        isClosed = true;
        if (world.dice.chance(0.7)) {
            pass(1, 60);
            return new IOException(redis + " - the connection broke before it answered");
        }
        pass(1_000, 1_000);
        return new IOException(redis + " - did not answer in time");
    }

    /** As the driver does by itself; the new connection has no name, and has written nothing. */
    private void connectAgain() throws IOException {
        connection = redis.connect()
                .orElseThrow(() -> new IOException(redis + " - the connection broke, and there is no other"));
    }
}
