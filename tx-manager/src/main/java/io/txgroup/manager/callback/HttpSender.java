package io.txgroup.manager.callback;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Posts to one receiver over threads of its own, so that neither a slow receiver nor a slow name service takes any time
 * from groups. A name is looked up once for each attempt, its addresses are checked, and only those are connected to: a
 * name that leads elsewhere a moment later changes nothing. Thread-safe; nothing blocks.
 */
final class HttpSender implements AutoCloseable {
    private static final int LOOKUPS_AT_ONCE = 2;
    private static final int LOOKUPS_WAITING = 1_000;
    private static final int IDLE_SECONDS = 10;
    private static final int CLOSE_WITHIN_SECONDS = 2;

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("tx-callback", true), NioIoHandler.newFactory());
    private final ThreadPoolExecutor lookups = new ThreadPoolExecutor(
            LOOKUPS_AT_ONCE,
            LOOKUPS_AT_ONCE,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(LOOKUPS_WAITING),
            new DefaultThreadFactory("tx-callback-names", true));
    private final Set<Exchange> open = ConcurrentHashMap.newKeySet();
    private final Receiver receiver;
    private final Names names;
    private volatile boolean closed;

    HttpSender(Receiver receiver, Names names) {
        this.receiver = receiver;
        this.names = names;
        lookups.allowCoreThreadTimeOut(true);
    }

    /** Posts JSON. Fails with a {@link CallbackFailedException}, at the latest when the receiver's time is over. */
    CompletionStage<HttpAnswer> post(byte[] body, Map<String, String> headers) {
        Exchange exchange = new Exchange(receiver, loops.next(), body, headers);
        open.add(exchange);
        exchange.answer().whenComplete((answer, failure) -> open.remove(exchange));
        if (closed) {
            exchange.stop();
        } else {
            exchange.start(names, lookups);
        }
        return exchange.answer();
    }

    /** Runs that on the sender's thread after a pause. */
    void later(Runnable task, long millis) {
        var unused = loops.next().schedule(task, millis, TimeUnit.MILLISECONDS);
    }

    /** What is on its way fails at once. */
    @Override
    public void close() {
        closed = true;
        open.forEach(Exchange::stop);
        lookups.shutdownNow();
        loops.shutdownGracefully(0, CLOSE_WITHIN_SECONDS, TimeUnit.SECONDS)
                .awaitUninterruptibly(CLOSE_WITHIN_SECONDS, TimeUnit.SECONDS);
    }
}
