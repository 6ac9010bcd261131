package io.txgroup.protocol.wire;

import static io.txgroup.protocol.wire.WireValues.callPaths;
import static io.txgroup.protocol.wire.WireValues.epoch;
import static io.txgroup.protocol.wire.WireValues.groupId;
import static io.txgroup.protocol.wire.WireValues.outcome;
import static io.txgroup.protocol.wire.WireValues.readAll;
import static io.txgroup.protocol.wire.WireValues.text;
import static io.txgroup.protocol.wire.WireValues.texts;
import static io.txgroup.protocol.wire.WireValues.unit;

import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Replay;
import io.txgroup.protocol.UnitId;

/** The wire form of what is said, both ways, while a group's calls are all made again. */
final class ReplayForm {
    private ReplayForm() {}

    static Wire.ReplayWord write(Replay.FromProcess word) {
        Wire.ReplayWord.Builder wire = Wire.ReplayWord.newBuilder()
                .setGroupId(groupId(word.groupId()))
                .setEpoch(word.epoch().token())
                .setAttempt(word.attempt())
                .setUnit(unit(word.unit()));
        if (word instanceof Replay.AskForPart ask) {
            wire.setAskForPart(write(ask));
        } else if (word instanceof Replay.Close close) {
            wire.setClose(Wire.ReplayWord.Close.newBuilder()
                    .setResult(CompensationForm.write(close.result()))
                    .setDetail(text(close.detail()))
                    .addAllCalls(
                            close.calls().stream().map(WireValues::unitCalls).toList()));
        } else if (word instanceof Replay.Ended ended) {
            wire.setEnded(Wire.ReplayWord.Ended.newBuilder()
                    .addAllEnds(
                            ended.ends().stream().map(WireValues::resourceEnd).toList()));
        } else {
            wire.setAsk(Wire.ReplayWord.Ask.getDefaultInstance());
        }
        return wire.build();
    }

    private static Wire.ReplayWord.AskForPart write(Replay.AskForPart ask) {
        Wire.ReplayWord.AskForPart.Builder wire = Wire.ReplayWord.AskForPart.newBuilder()
                .setCallPath(ask.callPath().value())
                .setMethodId(ask.methodId())
                .setArgumentsHash(ask.argumentsHash())
                .setTimeLeftMillis(ask.timeLeftMillis());
        if (ask.caller() != null) {
            wire.setCaller(ask.caller().value());
        }
        return wire.build();
    }

    static Replay.FromProcess read(Wire.ReplayWord wire) throws MalformedMessageException {
        GroupId groupId = groupId(wire.getGroupId());
        Epoch epoch = epoch(wire.getEpoch());
        UnitId unit = unit(wire.getUnit());
        int attempt = wire.getAttempt();
        return switch (wire.getWordCase()) {
            case ASK_FOR_PART -> {
                Wire.ReplayWord.AskForPart ask = wire.getAskForPart();
                CallPath caller = ask.getCaller().isEmpty() ? null : new CallPath(ask.getCaller());
                yield new Replay.AskForPart(
                        groupId,
                        epoch,
                        attempt,
                        unit,
                        new CallPath(ask.getCallPath()),
                        caller,
                        ask.getMethodId(),
                        ask.getArgumentsHash(),
                        ask.getTimeLeftMillis());
            }
            case CLOSE ->
                new Replay.Close(
                        groupId,
                        epoch,
                        attempt,
                        unit,
                        CompensationForm.read(wire.getClose().getResult()),
                        text(wire.getClose().getDetail()),
                        readAll(wire.getClose().getCallsList(), WireValues::unitCalls));
            case ASK -> new Replay.Ask(groupId, epoch, attempt, unit);
            case ENDED ->
                new Replay.Ended(
                        groupId, epoch, attempt, unit, readAll(wire.getEnded().getEndsList(), WireValues::resourceEnd));
            case WORD_NOT_SET -> throw new MalformedMessageException("a word of a replay that is not known here");
        };
    }

    static Wire.ReplayOrder write(Replay.ToProcess order) {
        Wire.ReplayOrder.Builder wire = Wire.ReplayOrder.newBuilder()
                .setGroupId(groupId(order.groupId()))
                .setAttempt(order.attempt());
        if (order instanceof Replay.Begin begin) {
            wire.setUnit(unit(begin.unit()))
                    .setBegin(Wire.ReplayOrder.Begin.newBuilder()
                            .setEpoch(begin.epoch().token())
                            .setInvocation(CompensationForm.write(begin.invocation())));
        } else if (order instanceof Replay.Part part) {
            wire.setUnit(unit(part.unit())).setPart(write(part));
        } else if (order instanceof Replay.Told told) {
            wire.setUnit(unit(told.unit()))
                    .setTold(Wire.ReplayOrder.Told.newBuilder()
                            .setOutcome(outcome(told.outcome()))
                            .setCause(text(told.cause())));
        } else if (order instanceof Replay.Settle settle) {
            wire.setUnit(unit(settle.unit()))
                    .setSettle(Wire.ReplayOrder.Settle.newBuilder()
                            .setEpoch(settle.epoch().token())
                            .addAllCallPaths(texts(settle.callPaths()))
                            .addAllResources(settle.resources()));
        }
        return wire.build();
    }

    private static Wire.ReplayOrder.Part write(Replay.Part part) {
        Wire.ReplayOrder.Part.Builder wire = Wire.ReplayOrder.Part.newBuilder()
                .setCallPath(part.callPath().value())
                .setRefusal(text(part.refusal()));
        Replay.Work work = part.work();
        if (work != null) {
            wire.setWork(Wire.ReplayOrder.Work.newBuilder()
                    .setUnit(unit(work.unit()))
                    .setCallPath(work.callPath().value())
                    .addAllCallPaths(texts(work.callPaths()))
                    .addAllResources(work.resources().stream()
                            .map(CompensationForm::write)
                            .toList()));
        }
        return wire.build();
    }

    static Replay.ToProcess read(Wire.ReplayOrder wire) throws MalformedMessageException {
        GroupId groupId = groupId(wire.getGroupId());
        UnitId unit = unit(wire.getUnit());
        int attempt = wire.getAttempt();
        return switch (wire.getOrderCase()) {
            case BEGIN ->
                new Replay.Begin(
                        groupId,
                        epoch(wire.getBegin().getEpoch()),
                        attempt,
                        unit,
                        CompensationForm.read(wire.getBegin().getInvocation()));
            case PART ->
                new Replay.Part(
                        groupId,
                        attempt,
                        unit,
                        new CallPath(wire.getPart().getCallPath()),
                        text(wire.getPart().getRefusal()),
                        wire.getPart().hasWork() ? read(wire.getPart().getWork()) : null);
            case TOLD ->
                new Replay.Told(
                        groupId,
                        attempt,
                        unit,
                        outcome(wire.getTold().getOutcome()),
                        text(wire.getTold().getCause()));
            case SETTLE ->
                new Replay.Settle(
                        groupId,
                        epoch(wire.getSettle().getEpoch()),
                        attempt,
                        unit,
                        callPaths(wire.getSettle().getCallPathsList()),
                        wire.getSettle().getResourcesList());
            case ORDER_NOT_SET -> throw new MalformedMessageException("an order of a replay that is not known here");
        };
    }

    private static Replay.Work read(Wire.ReplayOrder.Work wire) throws MalformedMessageException {
        return new Replay.Work(
                unit(wire.getUnit()),
                new CallPath(wire.getCallPath()),
                callPaths(wire.getCallPathsList()),
                readAll(wire.getResourcesList(), CompensationForm::read));
    }
}
