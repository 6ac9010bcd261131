package io.txgroup.redis;

import io.lettuce.core.api.StatefulConnection;
import io.txgroup.redis.core.WireCommand;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionProvider;

/** Finds out which commands of Redis a method of Spring Data stands for, without sending any. Not thread-safe. */
final class Probe {
    private static final long TIMEOUT_MILLIS = 1_000;

    private final RecordingConnection recording = new RecordingConnection();
    private final LettuceConnection connection =
            new LettuceConnection(recording, new OnlyRecording(recording), TIMEOUT_MILLIS, 0);

    RedisConnection connection() {
        return connection;
    }

    /** Its commands, with what it returned if there are none. */
    record Probed(List<WireCommand> commands, @Nullable Object result) {}

    /**
     * Calls the method on the probe's own object.
     *
     * @throws Throwable what it threw before it had a command
     */
    Probed probe(Object own, Method method, Object @Nullable [] args) throws Throwable {
        recording.takeNoted();
        try {
            Object result = method.invoke(own, args);
            return new Probed(recording.takeNoted(), result);
        } catch (InvocationTargetException e) {
            // no answer is an answer that some of it does not expect; what counts was noted before
            List<WireCommand> noted = recording.takeNoted();
            if (noted.isEmpty()) {
                throw e.getTargetException();
            }
            return new Probed(noted, null);
        }
    }

    private record OnlyRecording(RecordingConnection recording) implements LettuceConnectionProvider {
        @Override
        public <T extends StatefulConnection<?, ?>> CompletionStage<T> getConnectionAsync(Class<T> type) {
            return CompletableFuture.completedFuture(type.cast(recording));
        }
    }
}
