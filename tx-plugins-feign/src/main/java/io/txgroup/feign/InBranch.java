package io.txgroup.feign;

import io.txgroup.client.spi.Calls;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/** Hands on what is received, in a thread that runs for the branch meanwhile; and notes how the stream ends. */
final class InBranch<T> implements CoreSubscriber<T>, Subscription {
    private final CoreSubscriber<? super T> reader;
    private final Calls.Branch branch;
    private final BodyEnd end;
    private volatile @Nullable Subscription source;
    private volatile @Nullable Thread reading;

    private InBranch(CoreSubscriber<? super T> reader, Calls.Branch branch, BodyEnd end) {
        this.reader = reader;
        this.branch = branch;
        this.end = end;
    }

    static <T> Mono<T> deliver(Mono<T> source, Calls.Branch branch) {
        return source.transform(
                Operators.<T, T>lift((scannable, reader) -> new InBranch<>(reader, branch, BodyEnd.NONE)));
    }

    static <T> Flux<T> deliver(Flux<T> source, Calls.Branch branch, BodyEnd end) {
        return source.transform(Operators.<T, T>lift((scannable, reader) -> new InBranch<>(reader, branch, end)));
    }

    @Override
    public Context currentContext() {
        return reader.currentContext();
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        source = subscription;
        reader.onSubscribe(this);
    }

    @Override
    public void onNext(T value) {
        reading = Thread.currentThread();
        try (Calls.Entered entered = branch.enter()) {
            reader.onNext(value);
        } finally {
            reading = null;
        }
    }

    @Override
    public void onError(Throwable cause) {
        end.broken(cause);
        try (Calls.Entered entered = branch.enter()) {
            reader.onError(cause);
        }
    }

    @Override
    public void onComplete() {
        end.taken();
        try (Calls.Entered entered = branch.enter()) {
            reader.onComplete();
        }
    }

    @Override
    public void request(long count) {
        Subscription subscription = source;
        if (subscription != null) {
            subscription.request(count);
        }
    }

    /** A reader that has enough says so while it reads. */
    @Override
    public void cancel() {
        if (reading == Thread.currentThread()) {
            end.taken();
        } else {
            end.givenUp();
        }
        Subscription subscription = source;
        if (subscription != null) {
            subscription.cancel();
        }
    }
}
