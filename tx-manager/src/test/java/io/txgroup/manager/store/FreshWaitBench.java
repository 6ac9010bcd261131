package io.txgroup.manager.store;

import io.txgroup.manager.group.GroupStore;
import io.txgroup.manager.group.GroupStore.Gate;
import io.txgroup.manager.group.Version;
import io.txgroup.protocol.GroupId;
import io.txgroup.verification.servers.RedisBinary;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A bench whose gate is wrong: it reads, writes, and then waits on a connection that has done nothing before. (A driver's
 * connection is not as fresh: its HELLO counts as much as a read does on Redis 6.2 and 7.0.)
 */
final class FreshWaitBench extends RedisBench {
    FreshWaitBench(RedisBinary binary) {
        super(binary);
    }

    @Override
    public GroupStore store() {
        return wrong(super.store());
    }

    @Override
    public GroupStore otherStore() {
        return wrong(super.otherStore());
    }

    private GroupStore wrong(GroupStore store) {
        return (GroupStore) Proxy.newProxyInstance(
                GroupStore.class.getClassLoader(),
                new Class<?>[] {GroupStore.class},
                (proxy, method, arguments) -> method.getName().equals("gate")
                        ? gate(store, (GroupId) arguments[0], (Version) arguments[1])
                        : method.invoke(store, arguments));
    }

    private CompletionStage<Gate> gate(GroupStore store, GroupId id, Version version) {
        return store.load(id).thenCompose(loaded -> {
            if (loaded.stored() == null || !loaded.stored().version().equals(version)) {
                return CompletableFuture.completedStage(Gate.CHANGED);
            }
            return CompletableFuture.supplyAsync(() -> {
                master().command("INCR", "test:{0}:gate");
                int count = Integer.parseInt(master().command("WAIT", "1", "500"));
                return count >= 1 ? Gate.PASSED : Gate.NOT_SAFE;
            });
        });
    }
}
