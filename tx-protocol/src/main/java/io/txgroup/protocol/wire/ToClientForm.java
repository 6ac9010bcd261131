package io.txgroup.protocol.wire;

import static io.txgroup.protocol.wire.WireValues.callPaths;
import static io.txgroup.protocol.wire.WireValues.epoch;
import static io.txgroup.protocol.wire.WireValues.groupId;
import static io.txgroup.protocol.wire.WireValues.outcome;
import static io.txgroup.protocol.wire.WireValues.readAll;
import static io.txgroup.protocol.wire.WireValues.text;
import static io.txgroup.protocol.wire.WireValues.texts;
import static io.txgroup.protocol.wire.WireValues.unit;
import static io.txgroup.protocol.wire.WireValues.why;

import io.txgroup.protocol.Discard;
import io.txgroup.protocol.Finished;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.Prove;
import io.txgroup.protocol.Redo;
import io.txgroup.protocol.Replay;
import io.txgroup.protocol.Settling;

/** The wire form of what a manager says to a process. */
final class ToClientForm {
    private ToClientForm() {}

    static Wire.ToClient write(Message.ToClient message) {
        Wire.ToClient.Builder wire = Wire.ToClient.newBuilder();
        if (message instanceof Message.Tell tell) {
            wire.setTell(write(tell));
        } else if (message instanceof Message.JoinAnswer answer) {
            wire.setJoinAnswer(write(answer));
        } else if (message instanceof Message.Acknowledged acknowledged) {
            wire.setAcknowledged(write(acknowledged));
        } else if (message instanceof Message.Prepare prepare) {
            wire.setPrepare(write(prepare));
        } else if (message instanceof Message.CreateAnswer answer) {
            wire.setCreateAnswer(write(answer));
        } else if (message instanceof Message.Ended ended) {
            wire.setEnded(write(ended));
        } else if (message instanceof Message.HeartbeatAnswer answer) {
            wire.setHeartbeatAnswer(write(answer));
        } else if (message instanceof Message.JoinNow joinNow) {
            wire.setJoinNow(write(joinNow));
        } else if (message instanceof Message.Undecided undecided) {
            wire.setUndecided(write(undecided));
        } else if (message instanceof Message.Found found) {
            wire.setFound(write(found));
        } else if (message instanceof Message.BranchOutcome outcome) {
            wire.setBranchOutcome(RecoveryForm.write(outcome));
        } else if (message instanceof Message.BranchUndecided undecided) {
            wire.setBranchUndecided(RecoveryForm.write(undecided));
        } else if (message instanceof Prove prove) {
            wire.setProve(RecoveryForm.write(prove));
        } else if (message instanceof Message.EvidenceNoted noted) {
            wire.setEvidenceNoted(RecoveryForm.write(noted));
        } else if (message instanceof Finished finished) {
            wire.setFinished(RecoveryForm.write(finished));
        } else if (message instanceof Redo redo) {
            wire.setRedo(CompensationForm.write(redo));
        } else if (message instanceof Discard discard) {
            wire.setDiscard(CompensationForm.write(discard));
        } else if (message instanceof Settling.Freeze freeze) {
            wire.setFreeze(SettlingForm.write(freeze));
        } else if (message instanceof Settling.Recall recall) {
            wire.setRecall(SettlingForm.write(recall));
        } else if (message instanceof Settling.Fence fence) {
            wire.setFence(SettlingForm.write(fence));
        } else if (message instanceof Replay.ToProcess order) {
            wire.setReplay(ReplayForm.write(order));
        } else {
            throw new IllegalArgumentException("No wire form for " + message);
        }
        return wire.build();
    }

    static Message.ToClient read(Wire.ToClient wire) throws MalformedMessageException {
        return switch (wire.getMessageCase()) {
            case HEARTBEAT_ANSWER -> read(wire.getHeartbeatAnswer());
            case CREATE_ANSWER -> read(wire.getCreateAnswer());
            case JOIN_ANSWER -> read(wire.getJoinAnswer());
            case PREPARE -> read(wire.getPrepare());
            case JOIN_NOW -> read(wire.getJoinNow());
            case TELL -> read(wire.getTell());
            case UNDECIDED -> read(wire.getUndecided());
            case ACKNOWLEDGED -> read(wire.getAcknowledged());
            case ENDED -> read(wire.getEnded());
            case FOUND -> read(wire.getFound());
            case BRANCH_OUTCOME -> RecoveryForm.read(wire.getBranchOutcome());
            case BRANCH_UNDECIDED -> RecoveryForm.read(wire.getBranchUndecided());
            case PROVE -> RecoveryForm.read(wire.getProve());
            case EVIDENCE_NOTED -> RecoveryForm.read(wire.getEvidenceNoted());
            case FINISHED -> RecoveryForm.read(wire.getFinished());
            case REDO -> CompensationForm.read(wire.getRedo());
            case DISCARD -> CompensationForm.read(wire.getDiscard());
            case FREEZE -> SettlingForm.read(wire.getFreeze());
            case RECALL -> SettlingForm.read(wire.getRecall());
            case FENCE -> SettlingForm.read(wire.getFence());
            case REPLAY -> ReplayForm.read(wire.getReplay());
            case MESSAGE_NOT_SET -> throw new MalformedMessageException("a message of a kind that is not known here");
        };
    }

    private static Wire.HeartbeatAnswer write(Message.HeartbeatAnswer answer) {
        return Wire.HeartbeatAnswer.newBuilder()
                .addAllClocks(
                        answer.clocks().stream().map(WireValues::shardClock).toList())
                .setStoreTrouble(text(answer.storeTrouble()))
                .setDraining(answer.draining())
                .build();
    }

    private static Message.HeartbeatAnswer read(Wire.HeartbeatAnswer wire) throws MalformedMessageException {
        return new Message.HeartbeatAnswer(
                readAll(wire.getClocksList(), WireValues::shardClock),
                text(wire.getStoreTrouble()),
                wire.getDraining());
    }

    private static Wire.CreateAnswer write(Message.CreateAnswer answer) {
        return Wire.CreateAnswer.newBuilder()
                .setGroupId(groupId(answer.groupId()))
                .setUnit(unit(answer.unit()))
                .setRefusal(text(answer.refusal()))
                .setHome(answer.home())
                .build();
    }

    private static Message.CreateAnswer read(Wire.CreateAnswer wire) throws MalformedMessageException {
        return new Message.CreateAnswer(
                groupId(wire.getGroupId()), unit(wire.getUnit()), text(wire.getRefusal()), wire.getHome());
    }

    private static Wire.JoinAnswer write(Message.JoinAnswer answer) {
        return Wire.JoinAnswer.newBuilder()
                .setGroupId(groupId(answer.groupId()))
                .setUnit(unit(answer.unit()))
                .addAllCallPaths(texts(answer.callPaths()))
                .build();
    }

    private static Message.JoinAnswer read(Wire.JoinAnswer wire) throws MalformedMessageException {
        return new Message.JoinAnswer(
                groupId(wire.getGroupId()), unit(wire.getUnit()), callPaths(wire.getCallPathsList()));
    }

    private static Wire.Prepare write(Message.Prepare prepare) {
        Wire.Prepare.Builder wire = Wire.Prepare.newBuilder()
                .setGroupId(groupId(prepare.groupId()))
                .setUnit(unit(prepare.unit()))
                .setEpoch(prepare.epoch().token())
                .addAllCallPaths(texts(prepare.callPaths()));
        if (prepare.units() != null) {
            wire.setUnits(SettlingForm.write(prepare.units()));
        }
        return wire.build();
    }

    private static Message.Prepare read(Wire.Prepare wire) throws MalformedMessageException {
        return new Message.Prepare(
                groupId(wire.getGroupId()),
                unit(wire.getUnit()),
                epoch(wire.getEpoch()),
                callPaths(wire.getCallPathsList()),
                wire.hasUnits() ? SettlingForm.read(wire.getUnits()) : null);
    }

    private static Wire.JoinNow write(Message.JoinNow joinNow) {
        return Wire.JoinNow.newBuilder()
                .setGroupId(groupId(joinNow.groupId()))
                .setUnit(unit(joinNow.unit()))
                .build();
    }

    private static Message.JoinNow read(Wire.JoinNow wire) throws MalformedMessageException {
        return new Message.JoinNow(groupId(wire.getGroupId()), unit(wire.getUnit()));
    }

    private static Wire.Tell write(Message.Tell tell) {
        Wire.Tell.Builder wire = Wire.Tell.newBuilder()
                .setGroupId(groupId(tell.groupId()))
                .setUnit(unit(tell.unit()))
                .setOutcome(outcome(tell.outcome()))
                .addAllCallPaths(texts(tell.callPaths()))
                .setCause(text(tell.cause()));
        if (tell.source() != null) {
            wire.setSource(SettlingForm.write(tell.source()));
        }
        return wire.build();
    }

    private static Message.Tell read(Wire.Tell wire) throws MalformedMessageException {
        return new Message.Tell(
                groupId(wire.getGroupId()),
                unit(wire.getUnit()),
                outcome(wire.getOutcome()),
                callPaths(wire.getCallPathsList()),
                text(wire.getCause()),
                wire.hasSource() ? SettlingForm.read(wire.getSource()) : null);
    }

    private static Wire.Undecided write(Message.Undecided undecided) {
        return Wire.Undecided.newBuilder()
                .setGroupId(groupId(undecided.groupId()))
                .setUnit(unit(undecided.unit()))
                .setWhy(why(undecided.why()))
                .build();
    }

    private static Message.Undecided read(Wire.Undecided wire) throws MalformedMessageException {
        return new Message.Undecided(groupId(wire.getGroupId()), unit(wire.getUnit()), why(wire.getWhy()));
    }

    private static Wire.Acknowledged write(Message.Acknowledged acknowledged) {
        return Wire.Acknowledged.newBuilder()
                .setGroupId(groupId(acknowledged.groupId()))
                .setUnit(unit(acknowledged.unit()))
                .build();
    }

    private static Message.Acknowledged read(Wire.Acknowledged wire) throws MalformedMessageException {
        return new Message.Acknowledged(groupId(wire.getGroupId()), unit(wire.getUnit()));
    }

    private static Wire.Ended write(Message.Ended ended) {
        return Wire.Ended.newBuilder()
                .setGroupId(groupId(ended.groupId()))
                .setUnit(unit(ended.unit()))
                .setOutcome(outcome(ended.outcome()))
                .build();
    }

    private static Message.Ended read(Wire.Ended wire) throws MalformedMessageException {
        return new Message.Ended(groupId(wire.getGroupId()), unit(wire.getUnit()), outcome(wire.getOutcome()));
    }

    private static Wire.Found write(Message.Found found) {
        return Wire.Found.newBuilder()
                .setGroupId(groupId(found.groupId()))
                .setQuestion(found.question())
                .setKnown(write(found.known()))
                .setEverywhere(found.everywhere())
                .setWhat(text(found.what()))
                .build();
    }

    private static Message.Found read(Wire.Found wire) throws MalformedMessageException {
        return new Message.Found(
                groupId(wire.getGroupId()),
                wire.getQuestion(),
                read(wire.getKnown()),
                wire.getEverywhere(),
                text(wire.getWhat()));
    }

    private static Wire.Found.Known write(Message.Found.Known known) {
        return switch (known) {
            case COMMITTED -> Wire.Found.Known.KNOWN_COMMITTED;
            case ROLLED_BACK -> Wire.Found.Known.KNOWN_ROLLED_BACK;
            case UNDECIDED -> Wire.Found.Known.KNOWN_UNDECIDED;
            case NO_RECORD -> Wire.Found.Known.KNOWN_NO_RECORD;
            case STORE_UNAVAILABLE -> Wire.Found.Known.KNOWN_STORE_UNAVAILABLE;
        };
    }

    private static Message.Found.Known read(Wire.Found.Known known) throws MalformedMessageException {
        return switch (known) {
            case KNOWN_COMMITTED -> Message.Found.Known.COMMITTED;
            case KNOWN_ROLLED_BACK -> Message.Found.Known.ROLLED_BACK;
            case KNOWN_UNDECIDED -> Message.Found.Known.UNDECIDED;
            case KNOWN_NO_RECORD -> Message.Found.Known.NO_RECORD;
            case KNOWN_STORE_UNAVAILABLE -> Message.Found.Known.STORE_UNAVAILABLE;
            case KNOWN_UNSPECIFIED, UNRECOGNIZED ->
                throw new MalformedMessageException("unknown answer to a find: " + known);
        };
    }
}
