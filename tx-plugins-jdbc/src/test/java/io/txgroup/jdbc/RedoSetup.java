package io.txgroup.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Discard;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.Invocation;
import io.txgroup.protocol.Redo;
import io.txgroup.protocol.RedoEnded;
import io.txgroup.protocol.RedoResource;
import io.txgroup.protocol.RedoResource.Verdict;
import io.txgroup.protocol.UnitId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;

/** Lost work of a dead process, and another process that can do it again. */
abstract class RedoSetup extends JdbcContract {
    static final CallPath FIRST = new CallPath("0.1");
    static final CallPath SECOND = new CallPath("0.2");

    RedoProcess process;
    HeldDataSource other;
    int attempts;

    RedoSetup(TestDatabase database) {
        super(database);
    }

    @BeforeEach
    void startAnotherProcess() throws ReflectiveOperationException {
        process = newProcess();
    }

    /** The fields of the contract are those of the newest process from now on. */
    RedoProcess newProcess() throws ReflectiveOperationException {
        return new RedoProcess(threads -> {
            settings(HeldSettings.DEFAULTS, () -> threads);
            other = new HeldDataSource("other", pool, () -> threads, atLevel(HeldSettings.DEFAULTS), canceller());
            return List.of(dataSource, other);
        });
    }

    void lost(String resource, CallPath... paths) throws Exception {
        HeldDataSource named = resource.startsWith("stock") ? dataSource : other;
        named.recovery()
                .prove(unit.groupId(), List.of(paths), Integer.parseInt(resource.substring(resource.indexOf('#') + 1)));
    }

    UnitId dead() {
        return unit.call(FIRST).unit();
    }

    static Invocation invocation(CallPath path) {
        return new Invocation(path, RedoProcess.METHOD, path.value(), List.of(), Map.of(), "");
    }

    Redo redo(List<RedoResource> resources, Invocation... invocations) {
        List<CallPath> paths =
                Arrays.stream(invocations).map(Invocation::callPath).toList();
        attempts++;
        return new Redo(
                unit.groupId(), dead(), new Epoch("its epoch"), attempts, paths, resources, List.of(invocations));
    }

    static RedoResource lost(String name) {
        return new RedoResource(name, Verdict.LOST);
    }

    RedoEnded redoOne(RedoProcess where) {
        return where.redo(redo(List.of(lost("stock#1")), invocation(FIRST)));
    }

    Discard discard() {
        return new Discard(unit.groupId(), dead(), new Epoch("its epoch"), List.of(FIRST), List.of("stock#1"));
    }

    List<String> rows() {
        return outside.queryForList(
                "SELECT CONCAT(call_path, ' ', resource, '#', ordinal, ' ', state) FROM tx_commit_marker"
                        + " ORDER BY call_path, resource, ordinal",
                String.class);
    }

    int amount(int id) {
        return outside.queryForObject("SELECT amount FROM stock WHERE id = ?", Integer.class, id);
    }

    void assertNothingDone(String row) {
        assertThat(rows()).containsExactly(row);
        assertThat(visible()).isZero();
        assertThat(connectionsInUse()).isZero();
    }
}
