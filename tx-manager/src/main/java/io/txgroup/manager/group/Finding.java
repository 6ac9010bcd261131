package io.txgroup.manager.group;

import io.txgroup.protocol.Message;
import io.txgroup.protocol.Message.Found;
import io.txgroup.protocol.Message.Found.Known;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.ProcessId;
import java.util.List;

/**
 * Answers those who ask how a group stands: any process of a service that takes part in it. Others hear what they would
 * hear of a group that never was. Pure.
 */
final class Finding {
    private Finding() {}

    static Found of(Group group, Message.Find find, ProcessId from, long now) {
        if (!takesPart(group, from.service())) {
            return noRecord(find, from);
        }
        if (group.outcome().isEmpty()) {
            return new Found(find.groupId(), find.question(), Known.UNDECIDED, false, undecided(group, now));
        }
        boolean commit = group.outcome().get() == Outcome.COMMIT;
        return new Found(
                find.groupId(),
                find.question(),
                commit ? Known.COMMITTED : Known.ROLLED_BACK,
                group.state().ended(),
                decided(group, commit));
    }

    static Found noRecord(Message.Find find, ProcessId from) {
        return new Found(
                find.groupId(),
                find.question(),
                Known.NO_RECORD,
                false,
                "the managers' store has no record of it in which " + from.service() + " takes part");
    }

    static Found notNow(Message.Find find) {
        return new Found(
                find.groupId(),
                find.question(),
                Known.STORE_UNAVAILABLE,
                false,
                "the managers' store does not answer, or too few of its replicas have the outcome");
    }

    private static boolean takesPart(Group group, String service) {
        boolean isMember = group.members().stream()
                .anyMatch(member -> member.unit().service().equals(service));
        boolean isExpected = group.expected() != null
                && group.expected().stream()
                        .anyMatch(calls -> calls.unit().service().equals(service));
        return isMember || isExpected || group.starter().service().equals(service);
    }

    private static String undecided(Group group, long now) {
        if (group.state() == GroupState.SETTLING) {
            return "the managers' store has forgotten it, and evidence is being collected since "
                    + (now - group.createdAt()) + " ms: " + group.members().size() + " units are known, "
                    + (group.closed() ? "and no others belong to it" : "and perhaps others belong to it");
        }
        String close = group.closed()
                ? "its starter has closed with COMMIT, " + group.missing().size() + " expected units have not joined"
                : "its starter " + group.starter() + " has not closed it";
        return group.label() + " is " + group.state() + " since " + (now - group.createdAt()) + " ms: " + close + ", "
                + group.members().size() + " units are known; without a decision it is rolled back in "
                + Math.max(0, group.deadline() - now) + " ms";
    }

    private static String decided(Group group, boolean commit) {
        String what = group.label() + " is " + group.state() + " (" + group.cause() + ")";
        if (!group.contradicting().isEmpty()) {
            return what + ", but " + units(group.contradicting()) + " did the opposite: a person must mend it";
        }
        if (group.state() == GroupState.RESOLVED) {
            return what + "; some of its work was lost, and will never be done again: somebody decided so";
        }
        if (group.state().ended()) {
            return what;
        }
        List<String> lost = group.members().stream()
                .flatMap(member -> member.lost().stream().map(end -> end.resource() + " of " + member.unit()))
                .toList();
        List<Member> silent = group.unacknowledged().stream()
                .filter(member -> member.lost().isEmpty() || !member.unknown().isEmpty())
                .toList();
        return what
                + (lost.isEmpty()
                        ? ""
                        : "; lost is " + lost + ", "
                                + (group.state() == GroupState.PARKED
                                        ? "and a person decides about it"
                                        : "and it is done again as soon as that is possible"))
                + (silent.isEmpty()
                        ? ""
                        : "; " + units(silent) + " must still " + (commit ? "commit" : "roll back")
                                + ", or say that it has");
    }

    private static List<String> units(List<Member> members) {
        return members.stream().map(member -> member.unit().toString()).toList();
    }
}
