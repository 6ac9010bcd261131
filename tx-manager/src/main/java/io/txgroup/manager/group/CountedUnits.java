package io.txgroup.manager.group;

import static io.txgroup.manager.group.SettlingRules.isCertain;
import static io.txgroup.manager.group.SettlingRules.memberOf;

import io.txgroup.manager.group.Member.Trace;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Holding;
import io.txgroup.protocol.Settling;
import io.txgroup.protocol.UnitCalls;
import io.txgroup.protocol.UnitId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The units that a group counts on, told to an evidence run by one who knows all of them, with what they hold. */
final class CountedUnits {
    private CountedUnits() {}

    /** As the starter's close names them: nobody else belongs to the group. */
    static Group withSet(Group group, UnitId starter, List<UnitCalls> expected) {
        Map<UnitId, Member> all = new LinkedHashMap<>();
        all.put(starter, memberOf(group, starter));
        for (UnitCalls calls : expected) {
            Member member = all.getOrDefault(calls.unit(), memberOf(group, calls.unit()));
            boolean isStarter = calls.unit().equals(starter);
            all.put(calls.unit(), isStarter ? calledBack(member, calls) : named(member, calls));
        }
        return group.startedBy(starter).withExpected(expected).withOnly(List.copyOf(all.values()));
    }

    /** As somebody names them who has heard it from a group that was complete. */
    static Group withUnits(Group group, Settling.GroupUnits units) {
        List<UnitCalls> expected = new ArrayList<>();
        List<Member> all = new ArrayList<>();
        for (Settling.UnitWork work : units.units()) {
            all.add(memberOf(group, work.unit())
                    .counted(work.callPaths())
                    .holding(work.canPrepare(), work.resources()));
            if (!work.unit().equals(units.starter())) {
                expected.add(new UnitCalls(work.unit(), work.callPaths()));
            }
        }
        return group.startedBy(units.starter()).withExpected(expected).withOnly(all);
    }

    /** The starter's own unit: replies told only what it held when calls back to it were answered. */
    private static Member calledBack(Member starter, UnitCalls calls) {
        TreeSet<CallPath> paths = new TreeSet<>(calls.callPaths());
        paths.addAll(starter.callPaths());
        return counting(starter, List.copyOf(paths));
    }

    /** What it held, its replies told, if all of them did; what it has said for certain itself counts more. */
    private static Member named(Member member, UnitCalls calls) {
        Holding told = calls.holding();
        return told == null || isCertain(member)
                ? counting(member, calls.callPaths())
                : member.counted(calls.callPaths()).holding(told.canPrepare(), told.resources());
    }

    /** What an unsure member holds is known only if all calls are that now count on it. */
    private static Member counting(Member member, List<CallPath> paths) {
        boolean isKnown = isCertain(member) || member.callPaths().containsAll(paths);
        return (isKnown ? member : member.traced(Trace.UNHEARD)).counted(paths);
    }
}
