package io.txgroup.protocol.wire;

import static io.txgroup.protocol.wire.WireValues.callPaths;
import static io.txgroup.protocol.wire.WireValues.epoch;
import static io.txgroup.protocol.wire.WireValues.groupId;
import static io.txgroup.protocol.wire.WireValues.outcome;
import static io.txgroup.protocol.wire.WireValues.readAll;
import static io.txgroup.protocol.wire.WireValues.text;
import static io.txgroup.protocol.wire.WireValues.texts;
import static io.txgroup.protocol.wire.WireValues.unit;

import io.txgroup.protocol.AskFinished;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.RedoEnded;
import io.txgroup.protocol.Replay;
import io.txgroup.protocol.Settling;

/** The wire form of what a process says to a manager. */
final class ToManagerForm {
    private ToManagerForm() {}

    static Wire.ToManager write(Message.ToManager message) {
        Wire.ToManager.Builder wire = Wire.ToManager.newBuilder();
        if (message instanceof Message.Join join) {
            wire.setJoin(write(join));
        } else if (message instanceof Message.Acknowledge acknowledge) {
            wire.setAcknowledge(write(acknowledge));
        } else if (message instanceof Message.Prepared prepared) {
            wire.setPrepared(write(prepared));
        } else if (message instanceof Message.Create create) {
            wire.setCreate(write(create));
        } else if (message instanceof Message.Close close) {
            wire.setClose(write(close));
        } else if (message instanceof Message.Heartbeat) {
            wire.setHeartbeat(Wire.Heartbeat.getDefaultInstance());
        } else if (message instanceof Message.Ask ask) {
            wire.setAsk(write(ask));
        } else if (message instanceof Message.Veto veto) {
            wire.setVeto(write(veto));
        } else if (message instanceof Message.Find find) {
            wire.setFind(write(find));
        } else if (message instanceof Message.AskForBranch ask) {
            wire.setAskForBranch(RecoveryForm.write(ask));
        } else if (message instanceof Message.Evidence evidence) {
            wire.setEvidence(RecoveryForm.write(evidence));
        } else if (message instanceof AskFinished ask) {
            wire.setAskFinished(RecoveryForm.write(ask));
        } else if (message instanceof RedoEnded ended) {
            wire.setRedoEnded(CompensationForm.write(ended));
        } else if (message instanceof Settling.Statement statement) {
            wire.setStatement(SettlingForm.write(statement));
        } else if (message instanceof Replay.FromProcess word) {
            wire.setReplay(ReplayForm.write(word));
        } else {
            throw new IllegalArgumentException("No wire form for " + message);
        }
        return wire.build();
    }

    static Message.ToManager read(Wire.ToManager wire) throws MalformedMessageException {
        return switch (wire.getMessageCase()) {
            case HEARTBEAT -> new Message.Heartbeat();
            case CREATE -> read(wire.getCreate());
            case JOIN -> read(wire.getJoin());
            case VETO -> read(wire.getVeto());
            case CLOSE -> read(wire.getClose());
            case PREPARED -> read(wire.getPrepared());
            case ASK -> read(wire.getAsk());
            case ACKNOWLEDGE -> read(wire.getAcknowledge());
            case FIND -> read(wire.getFind());
            case ASK_FOR_BRANCH -> RecoveryForm.read(wire.getAskForBranch());
            case EVIDENCE -> RecoveryForm.read(wire.getEvidence());
            case ASK_FINISHED -> RecoveryForm.read(wire.getAskFinished());
            case REDO_ENDED -> CompensationForm.read(wire.getRedoEnded());
            case STATEMENT -> SettlingForm.read(wire.getStatement());
            case REPLAY -> ReplayForm.read(wire.getReplay());
            case MESSAGE_NOT_SET -> throw new MalformedMessageException("a message of a kind that is not known here");
        };
    }

    private static Wire.Create write(Message.Create create) {
        return Wire.Create.newBuilder()
                .setGroupId(groupId(create.groupId()))
                .setUnit(unit(create.unit()))
                .setEpoch(create.epoch().token())
                .setNotAfter(create.notAfter())
                .setTimeLeftMillis(create.timeLeftMillis())
                .setLabel(text(create.label()))
                .build();
    }

    private static Message.Create read(Wire.Create wire) throws MalformedMessageException {
        return new Message.Create(
                groupId(wire.getGroupId()),
                unit(wire.getUnit()),
                epoch(wire.getEpoch()),
                wire.getNotAfter(),
                wire.getTimeLeftMillis(),
                text(wire.getLabel()));
    }

    private static Wire.Join write(Message.Join join) {
        return Wire.Join.newBuilder()
                .setGroupId(groupId(join.groupId()))
                .setUnit(unit(join.unit()))
                .setEpoch(join.epoch().token())
                .addAllCallPaths(texts(join.callPaths()))
                .setCanPrepare(join.canPrepare())
                .addAllResources(join.resources())
                .setCompensation(CompensationForm.write(join.compensation()))
                .addAllInvocations(CompensationForm.write(join.invocations()))
                .build();
    }

    private static Message.Join read(Wire.Join wire) throws MalformedMessageException {
        return new Message.Join(
                groupId(wire.getGroupId()),
                unit(wire.getUnit()),
                epoch(wire.getEpoch()),
                callPaths(wire.getCallPathsList()),
                wire.getCanPrepare(),
                wire.getResourcesList(),
                CompensationForm.read(wire.getCompensation()),
                CompensationForm.read(wire.getInvocationsList()));
    }

    private static Wire.Veto write(Message.Veto veto) {
        return Wire.Veto.newBuilder()
                .setGroupId(groupId(veto.groupId()))
                .setUnit(unit(veto.unit()))
                .setEpoch(veto.epoch().token())
                .setHolds(veto.holds())
                .setReason(text(veto.reason()))
                .build();
    }

    private static Message.Veto read(Wire.Veto wire) throws MalformedMessageException {
        return new Message.Veto(
                groupId(wire.getGroupId()),
                unit(wire.getUnit()),
                epoch(wire.getEpoch()),
                wire.getHolds(),
                text(wire.getReason()));
    }

    private static Wire.Close write(Message.Close close) {
        return Wire.Close.newBuilder()
                .setGroupId(groupId(close.groupId()))
                .setUnit(unit(close.unit()))
                .setEpoch(close.epoch().token())
                .setOutcome(outcome(close.outcome()))
                .addAllOwn(texts(close.own()))
                .addAllExpected(
                        close.expected().stream().map(WireValues::unitCalls).toList())
                .setCanPrepare(close.canPrepare())
                .addAllResources(close.resources())
                .setReason(text(close.reason()))
                .setCompensation(CompensationForm.write(close.compensation()))
                .addAllInvocations(CompensationForm.write(close.invocations()))
                .build();
    }

    private static Message.Close read(Wire.Close wire) throws MalformedMessageException {
        return new Message.Close(
                groupId(wire.getGroupId()),
                unit(wire.getUnit()),
                epoch(wire.getEpoch()),
                outcome(wire.getOutcome()),
                callPaths(wire.getOwnList()),
                readAll(wire.getExpectedList(), WireValues::unitCalls),
                wire.getCanPrepare(),
                wire.getResourcesList(),
                text(wire.getReason()),
                CompensationForm.read(wire.getCompensation()),
                CompensationForm.read(wire.getInvocationsList()));
    }

    private static Wire.Prepared write(Message.Prepared prepared) {
        return Wire.Prepared.newBuilder()
                .setGroupId(groupId(prepared.groupId()))
                .setUnit(unit(prepared.unit()))
                .setEpoch(prepared.epoch().token())
                .setYes(prepared.yes())
                .setReason(text(prepared.reason()))
                .build();
    }

    private static Message.Prepared read(Wire.Prepared wire) throws MalformedMessageException {
        return new Message.Prepared(
                groupId(wire.getGroupId()),
                unit(wire.getUnit()),
                epoch(wire.getEpoch()),
                wire.getYes(),
                text(wire.getReason()));
    }

    private static Wire.Ask write(Message.Ask ask) {
        return Wire.Ask.newBuilder()
                .setGroupId(groupId(ask.groupId()))
                .setUnit(unit(ask.unit()))
                .setEpoch(ask.epoch().token())
                .setHolds(ask.holds())
                .build();
    }

    private static Message.Ask read(Wire.Ask wire) throws MalformedMessageException {
        return new Message.Ask(
                groupId(wire.getGroupId()), unit(wire.getUnit()), epoch(wire.getEpoch()), wire.getHolds());
    }

    private static Wire.Acknowledge write(Message.Acknowledge acknowledge) {
        return Wire.Acknowledge.newBuilder()
                .setGroupId(groupId(acknowledge.groupId()))
                .setUnit(unit(acknowledge.unit()))
                .setEpoch(acknowledge.epoch().token())
                .setOutcome(outcome(acknowledge.outcome()))
                .addAllEnds(
                        acknowledge.ends().stream().map(WireValues::resourceEnd).toList())
                .build();
    }

    private static Message.Acknowledge read(Wire.Acknowledge wire) throws MalformedMessageException {
        return new Message.Acknowledge(
                groupId(wire.getGroupId()),
                unit(wire.getUnit()),
                epoch(wire.getEpoch()),
                outcome(wire.getOutcome()),
                readAll(wire.getEndsList(), WireValues::resourceEnd));
    }

    private static Wire.Find write(Message.Find find) {
        return Wire.Find.newBuilder()
                .setGroupId(groupId(find.groupId()))
                .setQuestion(find.question())
                .build();
    }

    private static Message.Find read(Wire.Find wire) throws MalformedMessageException {
        return new Message.Find(groupId(wire.getGroupId()), wire.getQuestion());
    }
}
