package io.txgroup.manager.group;

import io.txgroup.manager.compensation.Compensations.Answer;
import io.txgroup.manager.group.CompensationOrders.Ruling;
import io.txgroup.manager.group.GroupEvent.Ordered;
import io.txgroup.manager.group.GroupEvent.Presence;
import io.txgroup.manager.group.GroupEvent.Redone;
import io.txgroup.manager.group.GroupEvent.Replaying;
import io.txgroup.manager.group.GroupEvent.Replied;
import io.txgroup.manager.group.GroupEvent.Said;
import io.txgroup.manager.group.GroupEvent.Shown;
import io.txgroup.manager.group.GroupEvent.TimePassed;
import io.txgroup.manager.group.GroupStore.Stored;
import java.util.ArrayList;
import java.util.List;

/**
 * What some events make of a group, all at once.
 *
 * @param before the record that they met
 * @param after the very same group if they change nothing
 * @param rulings on the operators' orders among them
 */
record Turn(Stored before, List<GroupEvent> events, Group after, List<Ruled> rulings) {
    /** What an order led to. */
    record Ruled(Ordered order, Ruling ruling) {}

    /**
     * Applies them in their order.
     *
     * @param begin what they meet: the record, perhaps taken over by an evidence run
     */
    static Turn of(GroupRules rules, Stored before, Group begin, List<GroupEvent> events, long now) {
        Group after = begin;
        List<Ruled> rulings = new ArrayList<>();
        for (GroupEvent event : events) {
            if (event instanceof Ordered ordered) {
                Ruling ruling = ruled(ordered, before, after, now);
                rulings.add(new Ruled(ordered, ruling));
                after = ruling.group();
            } else {
                after = applied(rules, after, event, now);
            }
        }
        return new Turn(before, events, rules.compensating().advance(after, now), rulings);
    }

    /** An operator has looked at one version, and nothing else may have happened since. */
    private static Ruling ruled(Ordered ordered, Stored before, Group now, long time) {
        boolean isSeen = ordered.version().equals(before.version().toString()) && now.equals(before.group());
        return isSeen
                ? CompensationOrders.ordered(now, ordered.order(), time)
                : new Ruling(
                        now,
                        Answer.Result.CHANGED,
                        "Group " + now.id() + " - it has changed since you looked (it was version " + ordered.version()
                                + ", and is " + before.version() + ", " + now.state() + "): look again");
    }

    private static Group applied(GroupRules rules, Group group, GroupEvent event, long now) {
        if (event instanceof Said said) {
            return rules.apply(group, said.message(), now);
        }
        if (event instanceof Shown shown) {
            return rules.evidence(group, shown.evidence(), now);
        }
        if (event instanceof Presence presence) {
            return rules.presence(group, presence.unit(), presence.present(), presence.now());
        }
        if (event instanceof Redone redone) {
            return rules.compensating().redone(group, redone.from(), redone.ended(), now);
        }
        if (event instanceof Replaying replaying) {
            return rules.compensating().replays().heard(group, replaying.from(), replaying.word(), now);
        }
        if (event instanceof Replied replied) {
            return rules.compensating().replied(group, replied.kind(), replied.number(), replied.reply(), now);
        }
        return event instanceof TimePassed passed
                ? rules.compensating().timePassed(rules.timePassed(group, passed.now()), passed.now())
                : group;
    }

    /** Whether it is looked after: what the group wants is said again. */
    boolean isRound() {
        return events.stream().anyMatch(TimePassed.class::isInstance);
    }

    /** Whether an old copy is not good enough. */
    boolean wantsNews() {
        return events.stream().anyMatch(GroupEvent::wantsNews);
    }
}
