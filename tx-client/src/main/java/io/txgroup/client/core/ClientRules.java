package io.txgroup.client.core;

import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.UnitId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * The decisions of a unit, each with what it protects from. Pure. Open for replacement only so that the simulation can
 * prove that it finds a rule that is wrong.
 */
public class ClientRules {
    /** Every unit has a name of its own, also the second one that a process makes for a group: 96 random bits say so. */
    public String token(RandomGenerator random) {
        return Long.toUnsignedString(random.nextLong(), 36) + Integer.toUnsignedString(random.nextInt(), 36);
    }

    /** How many ended units a process remembers, to refuse at once what comes again. Safety does not rest on it. */
    public int remembered() {
        return 20_000;
    }

    /** A unit ends alone only while nobody can count on it. */
    public boolean mayEndAlone(UnitState state) {
        return state == UnitState.OPEN;
    }

    /** An outcome is meant for a unit only if it names its token: another unit of this process may have had the group. */
    public boolean isMeantFor(UnitId unit, UnitId named) {
        return unit.equals(named);
    }

    /** COMMIT is acted on only if it names every call path that the unit ran: what nobody expects, nobody counted. */
    public boolean mayCommit(Set<CallPath> ran, Message.Tell tell) {
        return Set.copyOf(tell.callPaths()).containsAll(ran);
    }

    /** A unit that has run more than is counted on can't promise to commit exactly that. */
    public boolean mayPrepare(Set<CallPath> ran, Message.Prepare asked) {
        return Set.copyOf(asked.callPaths()).containsAll(ran);
    }

    /** A unit that has prepared holds nothing for certain: any process of its service may have ended its work as told. */
    public boolean holdsForCertain(boolean hasPrepared) {
        return !hasPrepared;
    }

    /** The short cut: what nobody else knows of, and one resource holds, needs no manager. */
    public boolean mayCommitAlone(boolean attemptMade, int held) {
        return !attemptMade && held <= 1;
    }

    /** After the seal nothing is added to a call: the short cut or the join has already counted. */
    public boolean mayAdd(boolean sealed) {
        return !sealed;
    }

    /** All repetitions of a create have one not-after, else a late one revives a group that has ended. */
    public long notAfter(long first, long storeTime) {
        return first;
    }

    /** No call leaves before its group has a record: never a local fallback. */
    public boolean mayCallWithoutRecord() {
        return false;
    }

    /** A branch without an outcome is left as it is, however long it takes: it may be the only work that is missing. */
    public Optional<Outcome> whenBranchIsUndecided() {
        return Optional.empty();
    }

    /**
     * Those of a unit's lost resources that no redo may do again, because others of the same resource manager are there. They
     * differ by their ordinal, and that tells in which order they were first used: a redo that uses them in another order
     * would roll back what is lost, and do once more what is there.
     *
     * @param lost the names of what is lost
     * @param there the names of what is committed
     */
    public Set<String> mistakable(Set<String> lost, Set<String> there) {
        Set<String> managers = there.stream().map(ClientRules::managerOf).collect(Collectors.toSet());
        return lost.stream().filter(name -> managers.contains(managerOf(name))).collect(Collectors.toSet());
    }

    /**
     * Whether what a replay does in a resource is committed with the attempt: only where the original's work was lost. What was
     * committed the first time is rolled back, whatever becomes of the attempt.
     *
     * @param lost the names of what was lost
     */
    public boolean endsWithTheAttempt(Set<String> lost, String resource) {
        return lost.contains(resource);
    }

    private static String managerOf(String resource) {
        return resource.substring(0, Math.max(0, resource.lastIndexOf('#')));
    }

    /** Of the groups whose marks are old those that a manager calls finished: never by age alone. */
    public List<GroupId> forgettable(Set<GroupId> old, List<GroupId> finished) {
        return finished.stream().filter(old::contains).toList();
    }

    /** A unit that is frozen has told what it knows: an outcome of the old epoch would make that untrue. */
    public boolean obeysWhenFrozen(boolean isOfOldEpoch) {
        return !isOfOldEpoch;
    }

    /** A starter that has sent close(COMMIT) and hears nothing decides nothing, however long it takes. */
    public Optional<Outcome> whenCloseIsUnanswered() {
        return Optional.empty();
    }
}
