package io.txgroup.jdbc;

import io.txgroup.client.spi.ResourceRecovery;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Outcome;
import java.sql.SQLException;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The recovery of a DataSource that asks its database only when it is asked itself. Thread-safe. */
final class LateRecovery implements ResourceRecovery {
    private final HeldDataSource dataSource;

    LateRecovery(HeldDataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public String resource() {
        return dataSource.name();
    }

    @Override
    public List<PreparedBranch> prepared() throws Exception {
        return dataSource.recovery().prepared();
    }

    @Override
    public void end(PreparedBranch branch, Outcome outcome, BooleanSupplier stillHolds) throws Exception {
        dataSource.recovery().end(branch, outcome, stillHolds);
    }

    @Override
    public Proof prove(GroupId groupId, List<CallPath> callPaths, int ordinal) throws Exception {
        return dataSource.recovery().prove(groupId, callPaths, ordinal);
    }

    @Override
    public Proof confirm(GroupId groupId, List<CallPath> callPaths, int ordinal) throws Exception {
        return dataSource.recovery().confirm(groupId, callPaths, ordinal);
    }

    @Override
    public boolean canLose() {
        try {
            return dataSource.recovery().canLose();
        } catch (SQLException e) {
            HeldConnection.logger.debug("DataSource {} - what it promises is not known now", dataSource.name(), e);
            return true;
        }
    }

    @Override
    public Proof discard(GroupId groupId, Epoch epoch, List<CallPath> callPaths, int ordinal) throws Exception {
        return dataSource.recovery().discard(groupId, epoch, callPaths, ordinal);
    }

    @Override
    public List<OldMark> oldMarks(@Nullable GroupId after, int most) throws Exception {
        return dataSource.recovery().oldMarks(after, most);
    }

    @Override
    public boolean mayHaveForgotten(GroupId groupId) {
        try {
            return dataSource.recovery().mayHaveForgotten(groupId);
        } catch (SQLException e) {
            return true;
        }
    }

    @Override
    public void forget(List<GroupId> groups) throws Exception {
        dataSource.recovery().forget(groups);
    }
}
