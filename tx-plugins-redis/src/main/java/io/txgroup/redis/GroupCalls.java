package io.txgroup.redis;

import io.txgroup.redis.core.WireCommand;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisClusterNode;
import org.springframework.data.redis.connection.RedisConnection;

/**
 * The methods of a {@link RedisConnection} in a group, and of what it gives out, such as its string commands. Each is first called
 * on a probe, which tells the commands that it stands for; then it reads, is queued, or is refused.
 */
final class GroupCalls implements InvocationHandler {
    /** What connections have besides commands. */
    private static final Map<String, CommandKind> REFUSED = Map.of(
            "multi", CommandKind.TRANSACTION,
            "exec", CommandKind.TRANSACTION,
            "discard", CommandKind.TRANSACTION,
            "watch", CommandKind.TRANSACTION,
            "unwatch", CommandKind.TRANSACTION,
            "subscribe", CommandKind.SUBSCRIPTION,
            "pSubscribe", CommandKind.SUBSCRIPTION,
            "select", CommandKind.SERVER);

    /** What can be asked of one node of a Redis Cluster, or of the Cluster itself, without changing it. */
    private static final Set<String> OF_NODES = Set.of(
            "ping",
            "keys",
            "scan",
            "randomKey",
            "info",
            "time",
            "dbSize",
            "lastSave",
            "getConfig",
            "getClientList",
            "clusterGetNodes",
            "clusterGetReplicas",
            "clusterGetMasterReplicaMap",
            "clusterGetSlotForKey",
            "clusterGetNodeForSlot",
            "clusterGetNodeForKey",
            "clusterGetClusterInfo",
            "clusterCountKeysInSlot",
            "clusterGetKeysInSlot");

    private final GroupConnection connection;
    private final Object probed;
    private final Function<RedisConnection, Object> reading;

    private GroupCalls(GroupConnection connection, Object probed, Function<RedisConnection, Object> reading) {
        this.connection = connection;
        this.probed = probed;
        this.reading = reading;
    }

    /** The connection as the application sees it. */
    static RedisConnection proxy(GroupConnection connection, boolean isCluster) {
        Class<?> type = isCluster ? RedisClusterConnection.class : RedisConnection.class;
        return (RedisConnection)
                proxy(type, new GroupCalls(connection, connection.probe().connection(), own -> own));
    }

    private static Object proxy(Class<?> type, GroupCalls calls) {
        return Proxy.newProxyInstance(GroupCalls.class.getClassLoader(), new Class<?>[] {type}, calls);
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] args) throws Throwable {
        return switch (method.getName()) {
            case "equals" -> args != null && proxy == args[0];
            case "hashCode" -> System.identityHashCode(proxy);
            case "toString" -> "Redis connection of a group";
            case "close" -> {
                connection.close();
                yield null;
            }
            case "isClosed" -> connection.isClosed();
            case "isQueueing", "isSubscribed" -> false;
            case "isPipelined" -> connection.isPipelined();
            case "openPipeline" -> {
                connection.openPipeline();
                yield null;
            }
            case "closePipeline" -> connection.closePipeline();
            case "getSubscription" -> null;
            case "getNativeConnection" ->
                throw connection.refused(
                        "the driver's own connection",
                        "what is done on it would be out of the group; use RedisConnection");
            default -> command(method, args);
        };
    }

    private @Nullable Object command(Method method, @Nullable Object @Nullable [] args) throws Throwable {
        String name = method.getName();
        CommandKind refused = REFUSED.get(name);
        if (refused != null) {
            throw connection.refused(name, refused.refusal());
        }
        if (isGivingOutCommands(method)) {
            return commands(method);
        }
        boolean isOfNodes = !method.getDeclaringClass().isInstance(probed) || hasNode(args);
        if (isOfNodes) {
            if (!OF_NODES.contains(name)) {
                throw connection.refused(
                        name, "it is for nodes of the Redis Cluster, not for data, so it can't wait for the outcome");
            }
            return connection.read(List.of(), () -> call(reading.apply(connection.own()), method, args));
        }
        Probe.Probed found = connection.probe().probe(probed, method, args);
        if (found.commands().isEmpty()) {
            return found.result();
        }
        return carryOut(method, args, found.commands());
    }

    private @Nullable Object carryOut(Method method, @Nullable Object @Nullable [] args, List<WireCommand> commands)
            throws Throwable {
        if (commands.get(0).name().equals("EVALSHA")) {
            // who asks by the digest has the text too, and says it then
            throw new InvalidDataAccessApiUsageException(
                    "NOSCRIPT In a group a script is queued with its text; use EVAL");
        }
        CommandKind kind = connection.kind(commands);
        if (!kind.isQueued()) {
            return connection.read(commands, () -> call(reading.apply(connection.own()), method, args));
        }
        boolean wantsResult = commands.get(0).name().equals("EVAL") && GroupConnection.wantsResult(args);
        return connection.write(
                commands, wantsResult ? CommandKind.ANSWERED : kind, method.getReturnType() != void.class);
    }

    private static boolean isGivingOutCommands(Method method) {
        return method.getParameterCount() == 0
                && (method.getName().equals("commands") || method.getName().endsWith("Commands"))
                && method.getReturnType().isInterface();
    }

    private Object commands(Method method) throws Throwable {
        Method ofProbe = probed.getClass().getMethod(method.getName());
        Object given = call(probed, ofProbe, null);
        if (given == null) {
            throw new IllegalStateException("Spring Data gives out no " + method.getName());
        }
        return proxy(
                method.getReturnType(), new GroupCalls(connection, given, own -> givenOut(reading.apply(own), method)));
    }

    private static Object givenOut(Object of, Method method) {
        try {
            return method.invoke(of);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Spring Data gives out no " + method.getName(), e);
        }
    }

    private static boolean hasNode(@Nullable Object @Nullable [] args) {
        return args != null && args.length > 0 && args[0] instanceof RedisClusterNode;
    }

    private static @Nullable Object call(Object target, Method method, @Nullable Object @Nullable [] args)
            throws Throwable {
        try {
            return method.invoke(target, args);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }
}
