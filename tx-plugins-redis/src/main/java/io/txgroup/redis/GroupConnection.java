package io.txgroup.redis;

import io.txgroup.client.spi.CallScope;
import io.txgroup.redis.core.Keys;
import io.txgroup.redis.core.WireCommand;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.ReturnType;

/**
 * One connection of the application in a group: reads go to one of the factory's own, which is opened when the first comes;
 * writes go to the unit's queue. Not thread-safe, like any connection of Spring Data.
 */
final class GroupConnection {
    private static final String REPOSITORIES = "org.springframework.data.redis.core.RedisKeyValueAdapter";
    private static final int FRAMES = 40;

    private final HeldRedis redis;
    private final Supplier<RedisConnection> open;
    private final @Nullable CallScope scope;
    private final Probe probe = new Probe();
    private @Nullable RedisConnection own;
    private @Nullable GroupPipeline pipeline;
    private boolean isClosed;

    /**
     * A connection for what the thread runs for.
     *
     * @param open opens one of the factory's own
     * @param scope the call of the group; null for a method that takes no part in the group that called it, and so can't write
     */
    GroupConnection(HeldRedis redis, Supplier<RedisConnection> open, @Nullable CallScope scope) {
        this.redis = redis;
        this.open = open;
        this.scope = scope;
    }

    Probe probe() {
        return probe;
    }

    /** The factory's own connection. */
    RedisConnection own() {
        RedisConnection opened = own;
        if (opened == null) {
            opened = open.get();
            own = opened;
            if (pipeline != null) {
                opened.openPipeline();
            }
        }
        return opened;
    }

    boolean isPipelined() {
        return pipeline != null;
    }

    void openPipeline() {
        if (pipeline == null) {
            pipeline = new GroupPipeline();
            if (own != null) {
                own.openPipeline();
            }
        }
    }

    List<@Nullable Object> closePipeline() {
        GroupPipeline closing = pipeline;
        pipeline = null;
        return closing == null ? List.of() : closing.close(own);
    }

    void close() {
        isClosed = true;
        if (own != null) {
            own.close();
        }
    }

    boolean isClosed() {
        return isClosed;
    }

    /** What a method's commands are to a group, together. */
    CommandKind kind(List<WireCommand> commands) {
        CommandKind all = null;
        for (WireCommand command : commands) {
            CommandKind kind = redis.table().kind(command);
            if (kind.isRefused()) {
                throw refused(command.name(), kind.refusal());
            }
            if (all != null && all.isQueued() != kind.isQueued()) {
                throw refused(command.name(), "one call both reads and writes; make two of it");
            }
            all = kind == CommandKind.ANSWERED || all == null ? kind : all;
        }
        return all == null ? CommandKind.READ : all;
    }

    InvalidDataAccessApiUsageException refused(String what, String why) {
        redis.queues().refused();
        return new InvalidDataAccessApiUsageException("Redis " + redis.name() + " - " + what + " is refused in group "
                + (scope == null ? redis.unannotated() : scope.groupId()) + ": " + why);
    }

    /** Reads at once; what the thread waits for ends with the group's time. */
    @Nullable
    Object read(List<WireCommand> commands, RunningReads.Read read) throws Throwable {
        CallScope call = scope;
        if (call == null) {
            return note(read.run());
        }
        UnitQueue unit = redis.unit(call);
        unit.requireOpen(call);
        if (redis.settings().watch() == WatchedKeys.READ_KEYS && call.repair().isEmpty()) {
            commands.forEach(command -> redis.table().keys(command).forEach(key -> unit.part(
                            call, redis.keys().ordinal(key))
                    .watch(key, () -> redis.digest(open, key))));
        }
        return note(unit.reads().run(read));
    }

    private @Nullable Object note(@Nullable Object result) {
        if (pipeline != null) {
            pipeline.read();
        }
        return result;
    }

    /**
     * Queues writes.
     *
     * @param kind whether an answer is wanted
     * @param answers whether the method returns anything
     */
    @Nullable
    Object write(List<WireCommand> commands, CommandKind kind, boolean answers) {
        String name = commands.get(0).name();
        CallScope call = scope;
        if (call == null) {
            throw refused(
                    name,
                    "no method on the way is annotated with @TxTransaction, so the write would be applied whatever becomes"
                            + " of the group; annotate the method, or set tx.client.unannotated=join or local");
        }
        if (call.readOnly()) {
            throw refused(name, "its method has promised to write nothing; don't declare it read-only");
        }
        if (kind == CommandKind.ANSWERED && redis.settings().queuedResults() == QueuedResults.ERROR) {
            throw refused(
                    name,
                    "it is applied when the group commits, so it has no answer now, and code that reckons with one would"
                            + " get null; write a value that was read (opsForValue().set), call it outside the group, or set"
                            + " tx.redis.queued-results=null if nobody looks at its answer");
        }
        UnitQueue unit = redis.unit(call);
        @Nullable Object answer = forRepository(commands.get(0), unit);
        for (WireCommand command : SlotSplit.of(commands, redis)) {
            unit.add(call, command, redis.table().keys(command));
        }
        if (pipeline != null && answers) {
            pipeline.queued();
        }
        return pipeline == null ? answer : null;
    }

    /**
     * Repositories ask DEL whether what they save was there, and can't take null: it was, they are told, so that they look for
     * what indexes have of it.
     */
    private @Nullable Object forRepository(WireCommand command, UnitQueue unit) {
        if (!command.name().equals("DEL") || command.size() != 2 || !isCalledByRepository()) {
            return null;
        }
        byte[] key = command.words().get(1);
        if (unit.writes(key)) {
            throw refused(
                    "saving " + Keys.shown(key) + " a second time",
                    "the first one is queued, so its index entries can't be found and would stay; save it once in a group");
        }
        return 1L;
    }

    private static boolean isCalledByRepository() {
        return StackWalker.getInstance().walk(frames -> frames.limit(FRAMES)
                .anyMatch(frame -> frame.getClassName().startsWith(REPOSITORIES)));
    }

    /** Whether a script is called for what it returns. */
    static boolean wantsResult(@Nullable Object @Nullable [] args) {
        if (args != null) {
            for (Object arg : args) {
                if (arg instanceof ReturnType type) {
                    return type != ReturnType.STATUS;
                }
            }
        }
        return false;
    }
}
