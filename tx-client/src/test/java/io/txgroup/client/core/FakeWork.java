package io.txgroup.client.core;

import io.txgroup.client.spi.HeldResource;
import io.txgroup.protocol.CallPath;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;

/** Some work in a database, which keeps how it was ended. */
public class FakeWork implements HeldResource {
    /** How it was ended, each time. */
    public final List<String> ends = new CopyOnWriteArrayList<>();

    final Set<CallPath> marked = new TreeSet<>();
    private final String name;
    private final boolean canPrepare;
    private final String broken;

    public FakeWork() {
        this("db#1", false, "");
    }

    private FakeWork(String name, boolean canPrepare, String broken) {
        this.name = name;
        this.canPrepare = canPrepare;
        this.broken = broken;
    }

    static FakeWork durable() {
        return durable("db#1");
    }

    static FakeWork durable(String name) {
        return new FakeWork(name, true, "");
    }

    /** Work that can't be committed. */
    public static FakeWork broken(String why) {
        return new FakeWork("db#1", false, why);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean takesPart() {
        return true;
    }

    @Override
    public boolean canPrepare() {
        return canPrepare;
    }

    @Override
    public void checkBeforeJoin() {
        if (!broken.isEmpty()) {
            throw new IllegalStateException(broken);
        }
    }

    @Override
    public void mark(Set<CallPath> callPaths) {
        marked.addAll(callPaths);
    }

    @Override
    public void prepare() {}

    @Override
    public void commit() throws Exception {
        ends.add("commit");
    }

    @Override
    public void rollback() {
        ends.add("rollback");
    }

    @Override
    public void cancel() {}
}
