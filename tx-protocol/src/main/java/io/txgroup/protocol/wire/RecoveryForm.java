package io.txgroup.protocol.wire;

import static io.txgroup.protocol.wire.WireValues.callPaths;
import static io.txgroup.protocol.wire.WireValues.epoch;
import static io.txgroup.protocol.wire.WireValues.groupId;
import static io.txgroup.protocol.wire.WireValues.outcome;
import static io.txgroup.protocol.wire.WireValues.readAll;
import static io.txgroup.protocol.wire.WireValues.text;
import static io.txgroup.protocol.wire.WireValues.texts;
import static io.txgroup.protocol.wire.WireValues.unit;
import static io.txgroup.protocol.wire.WireValues.unitCalls;
import static io.txgroup.protocol.wire.WireValues.why;

import com.google.protobuf.ByteString;
import io.txgroup.protocol.AskFinished;
import io.txgroup.protocol.Finished;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.Prove;
import java.util.List;

/** The wire form of what is said, both ways, about work whose unit can't end it or tell of it. */
final class RecoveryForm {
    private RecoveryForm() {}

    static Wire.AskForBranch write(Message.AskForBranch ask) {
        return Wire.AskForBranch.newBuilder()
                .setGroupId(groupId(ask.groupId()))
                .setToken(ask.token())
                .setEpochMark(ask.epochMark())
                .build();
    }

    static Message.AskForBranch read(Wire.AskForBranch wire) throws MalformedMessageException {
        return new Message.AskForBranch(groupId(wire.getGroupId()), wire.getToken(), wire.getEpochMark());
    }

    static Wire.BranchOutcome write(Message.BranchOutcome told) {
        Wire.BranchOutcome.Builder wire = Wire.BranchOutcome.newBuilder()
                .setGroupId(groupId(told.groupId()))
                .setToken(told.token())
                .setEpochMark(told.epochMark())
                .setOutcome(outcome(told.outcome()))
                .setEpoch(told.epoch().token())
                .setCause(text(told.cause()));
        if (told.member() != null) {
            wire.setMember(unitCalls(told.member()));
        }
        if (told.toldIn() != null) {
            wire.setToldIn(told.toldIn().token());
        }
        return wire.build();
    }

    static Message.BranchOutcome read(Wire.BranchOutcome wire) throws MalformedMessageException {
        return new Message.BranchOutcome(
                groupId(wire.getGroupId()),
                wire.getToken(),
                wire.getEpochMark(),
                outcome(wire.getOutcome()),
                wire.hasMember() ? unitCalls(wire.getMember()) : null,
                epoch(wire.getEpoch()),
                text(wire.getCause()),
                wire.getToldIn().isEmpty() ? null : epoch(wire.getToldIn()));
    }

    static Wire.BranchUndecided write(Message.BranchUndecided undecided) {
        return Wire.BranchUndecided.newBuilder()
                .setGroupId(groupId(undecided.groupId()))
                .setToken(undecided.token())
                .setEpochMark(undecided.epochMark())
                .setWhy(why(undecided.why()))
                .build();
    }

    static Message.BranchUndecided read(Wire.BranchUndecided wire) throws MalformedMessageException {
        return new Message.BranchUndecided(
                groupId(wire.getGroupId()), wire.getToken(), wire.getEpochMark(), why(wire.getWhy()));
    }

    static Wire.Prove write(Prove prove) {
        return Wire.Prove.newBuilder()
                .setGroupId(groupId(prove.groupId()))
                .setUnit(unit(prove.unit()))
                .setEpoch(prove.epoch().token())
                .addAllCallPaths(texts(prove.callPaths()))
                .addAllResources(prove.resources())
                .setMayBePrepared(prove.mayBePrepared())
                .build();
    }

    static Prove read(Wire.Prove wire) throws MalformedMessageException {
        return new Prove(
                groupId(wire.getGroupId()),
                unit(wire.getUnit()),
                epoch(wire.getEpoch()),
                callPaths(wire.getCallPathsList()),
                wire.getResourcesList(),
                wire.getMayBePrepared());
    }

    static Wire.Evidence write(Message.Evidence evidence) {
        return Wire.Evidence.newBuilder()
                .setGroupId(groupId(evidence.groupId()))
                .setUnit(unit(evidence.unit()))
                .setEpoch(evidence.epoch().token())
                .addAllEnds(
                        evidence.ends().stream().map(WireValues::resourceEnd).toList())
                .build();
    }

    static Message.Evidence read(Wire.Evidence wire) throws MalformedMessageException {
        return new Message.Evidence(
                groupId(wire.getGroupId()),
                unit(wire.getUnit()),
                epoch(wire.getEpoch()),
                readAll(wire.getEndsList(), WireValues::resourceEnd));
    }

    static Wire.EvidenceNoted write(Message.EvidenceNoted noted) {
        return Wire.EvidenceNoted.newBuilder()
                .setGroupId(groupId(noted.groupId()))
                .setUnit(unit(noted.unit()))
                .addAllResources(noted.resources())
                .build();
    }

    static Message.EvidenceNoted read(Wire.EvidenceNoted wire) throws MalformedMessageException {
        return new Message.EvidenceNoted(groupId(wire.getGroupId()), unit(wire.getUnit()), wire.getResourcesList());
    }

    static Wire.AskFinished write(AskFinished ask) {
        return Wire.AskFinished.newBuilder()
                .setEpoch(ask.epoch().token())
                .addAllGroups(groupIds(ask.groups()))
                .build();
    }

    static AskFinished read(Wire.AskFinished wire) throws MalformedMessageException {
        List<GroupId> groups = readAll(wire.getGroupsList(), WireValues::groupId);
        try {
            return new AskFinished(epoch(wire.getEpoch()), groups);
        } catch (IllegalArgumentException e) {
            throw new MalformedMessageException(String.valueOf(e.getMessage()));
        }
    }

    static Wire.Finished write(Finished finished) {
        return Wire.Finished.newBuilder()
                .setEpoch(finished.epoch().token())
                .addAllGroups(groupIds(finished.groups()))
                .build();
    }

    static Finished read(Wire.Finished wire) throws MalformedMessageException {
        return new Finished(epoch(wire.getEpoch()), readAll(wire.getGroupsList(), WireValues::groupId));
    }

    private static List<ByteString> groupIds(List<GroupId> groups) {
        return groups.stream().map(WireValues::groupId).toList();
    }
}
