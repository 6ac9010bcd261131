package io.txgroup.verification.simulation.mutants;

import io.txgroup.manager.group.CompensatingRules;
import io.txgroup.manager.group.Group;
import io.txgroup.manager.group.GroupRules;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.Outcome;
import io.txgroup.verification.simulation.Parts;
import io.txgroup.verification.simulation.WatchedRules;
import java.util.List;
import java.util.Optional;

/** A question is answered with what the manager is about to write, or thinks will be written. */
public final class AskWithoutWriting extends Parts {
    @Override
    public String name() {
        return "ask answered without compare-and-set";
    }

    @Override
    public GroupRules groupRules(String manager, WatchedRules.Watch watch, CompensatingRules compensating) {
        return new GroupRules(manager, compensating) {
            @Override
            public Optional<Message.ToUnit> answer(Group group, Message.OfUnit message) {
                if (group.outcome().isPresent() || !(message instanceof Message.Ask)) {
                    return super.answer(group, message);
                }
                boolean complete = group.closed() && group.missing().isEmpty();
                Outcome outcome = complete ? Outcome.COMMIT : Outcome.ROLLBACK;
                return Optional.of(new Message.Tell(
                        group.id(),
                        message.unit(),
                        outcome,
                        group.member(message.unit())
                                .map(member -> member.callPaths())
                                .orElse(List.of()),
                        "not yet written",
                        null));
            }
        };
    }
}
