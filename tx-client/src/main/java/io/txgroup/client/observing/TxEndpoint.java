package io.txgroup.client.observing;

import io.txgroup.client.TxOutcome;
import io.txgroup.client.TxOutcomes;
import io.txgroup.client.core.UnitView;
import io.txgroup.client.core.Units;
import io.txgroup.client.net.ManagerConnections;
import io.txgroup.client.net.ManagerView;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.GroupId;
import java.util.Comparator;
import java.util.List;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/**
 * {@code /actuator/tx}: the groups that have a unit in this process now, what they hold, and the managers. {@code
 * /actuator/tx/GROUP} asks the managers how one group stands, and may take a few seconds.
 */
@Endpoint(id = "tx")
public final class TxEndpoint {
    private static final int MOST_GROUPS = 500;

    private final Units units;
    private final ManagerConnections managers;
    private final TxOutcomes outcomes;

    /** Looks at these. */
    public TxEndpoint(Units units, ManagerConnections managers, TxOutcomes outcomes) {
        this.units = units;
        this.managers = managers;
        this.outcomes = outcomes;
    }

    /** How everything stands now; of very many groups the oldest. */
    @ReadOperation
    public Report report() {
        List<UnitView> views = units.views();
        List<GroupRow> groups = views.stream()
                .sorted(Comparator.comparing(UnitView::age).reversed())
                .limit(MOST_GROUPS)
                .map(TxEndpoint::row)
                .toList();
        List<ManagerRow> rows = managers.views().stream().map(TxEndpoint::row).toList();
        return new Report(views.size(), groups, managers.source(), managers.why(), rows);
    }

    /** What the managers know of one group. */
    @ReadOperation
    public Answer find(@Selector String groupId) {
        TxOutcome outcome = outcomes.find(parsed(groupId));
        return new Answer(outcome.groupId().toString(), outcome.known(), outcome.everywhere(), outcome.what());
    }

    private static GroupId parsed(String groupId) {
        try {
            return GroupId.parse(groupId);
        } catch (IllegalArgumentException e) {
            throw new InvalidEndpointRequestException(
                    "'" + groupId + "' is not a group's name: " + e, "no group's name");
        }
    }

    private static GroupRow row(UnitView view) {
        return new GroupRow(
                view.groupId().toString(),
                view.unit().toString(),
                view.label(),
                view.state().name(),
                view.inDoubt(),
                view.callPaths().stream().map(CallPath::toString).toList(),
                view.running(),
                view.age().toMillis(),
                view.timeLeft().toMillis(),
                view.rollbackOnly(),
                view.held().stream()
                        .map(held -> new HeldRow(held.name(), held.age().toMillis()))
                        .toList());
    }

    private static ManagerRow row(ManagerView view) {
        return new ManagerRow(view.address().toString(), view.managerId(), view.usable(), view.status());
    }

    /**
     * How everything stands.
     *
     * @param groupCount how many groups have a unit here
     * @param groups the oldest of them first
     * @param managersFoundBy where the managers' addresses come from
     * @param managersFoundBecause why they come from there
     * @param managers each address and how it stands; groups use those that are usable
     */
    public record Report(
            int groupCount,
            List<GroupRow> groups,
            String managersFoundBy,
            String managersFoundBecause,
            List<ManagerRow> managers) {}

    /**
     * A group's unit here.
     *
     * @param groupId the group
     * @param unit the unit's name
     * @param label what the starter calls the group; empty where another process started it
     * @param state where the unit stands
     * @param inDoubt whether it has joined and has not learned the outcome
     * @param callPaths the calls that it has served or serves
     * @param running how many of them still run
     * @param ageMillis since its first call
     * @param timeLeftMillis until the group's deadline; negative when it has passed
     * @param rollbackOnly why COMMIT is impossible; empty if it is possible
     * @param held what it holds
     */
    public record GroupRow(
            String groupId,
            String unit,
            String label,
            String state,
            boolean inDoubt,
            List<String> callPaths,
            int running,
            long ageMillis,
            long timeLeftMillis,
            String rollbackOnly,
            List<HeldRow> held) {}

    /** A held resource, and for how long it has been held. */
    public record HeldRow(String name, long ageMillis) {}

    /** A manager's address, the name of the manager there if it is connected, whether it is used, and how it stands. */
    public record ManagerRow(String address, String manager, boolean usable, String status) {}

    /** What the managers know of a group, as {@link TxOutcome} has it. */
    public record Answer(String groupId, TxOutcome.Known known, boolean everywhere, String what) {}
}
