package io.txgroup.protocol.wire;

import static io.txgroup.protocol.wire.WireValues.callPaths;
import static io.txgroup.protocol.wire.WireValues.epoch;
import static io.txgroup.protocol.wire.WireValues.groupId;
import static io.txgroup.protocol.wire.WireValues.readAll;
import static io.txgroup.protocol.wire.WireValues.text;
import static io.txgroup.protocol.wire.WireValues.texts;
import static io.txgroup.protocol.wire.WireValues.unit;

import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Compensation;
import io.txgroup.protocol.Discard;
import io.txgroup.protocol.Invocation;
import io.txgroup.protocol.Redo;
import io.txgroup.protocol.RedoEnded;
import io.txgroup.protocol.RedoResource;
import java.util.List;

/** The wire form of what is said about lost work: how to run it again, and how that ended. Arguments are never cut. */
final class CompensationForm {
    private CompensationForm() {}

    static Wire.Compensation write(Compensation compensation) {
        return switch (compensation) {
            case UNIT -> Wire.Compensation.COMPENSATION_UNIT;
            case STARTER -> Wire.Compensation.COMPENSATION_STARTER;
            case NEVER -> Wire.Compensation.COMPENSATION_NEVER;
        };
    }

    /** A peer that says nothing knows nothing of compensation, and so does not forbid it. */
    static Compensation read(Wire.Compensation wire) throws MalformedMessageException {
        return switch (wire) {
            case COMPENSATION_UNSPECIFIED, COMPENSATION_UNIT -> Compensation.UNIT;
            case COMPENSATION_STARTER -> Compensation.STARTER;
            case COMPENSATION_NEVER -> Compensation.NEVER;
            case UNRECOGNIZED -> throw new MalformedMessageException("unknown compensation: " + wire);
        };
    }

    static List<Wire.Invocation> write(List<Invocation> invocations) {
        return invocations.stream().map(CompensationForm::write).toList();
    }

    static List<Invocation> read(List<Wire.Invocation> wire) {
        return wire.stream().map(CompensationForm::read).toList();
    }

    static Wire.Invocation write(Invocation invocation) {
        return Wire.Invocation.newBuilder()
                .setCallPath(invocation.callPath().value())
                .setMethodId(invocation.methodId())
                .setArguments(invocation.arguments())
                .addAllSensitive(invocation.sensitive())
                .putAllContext(invocation.context())
                .setManualOnly(text(invocation.manualOnly()))
                .build();
    }

    static Invocation read(Wire.Invocation wire) {
        return new Invocation(
                new CallPath(wire.getCallPath()),
                wire.getMethodId(),
                wire.getArguments(),
                wire.getSensitiveList(),
                wire.getContextMap(),
                text(wire.getManualOnly()));
    }

    static Wire.Redo write(Redo redo) {
        return Wire.Redo.newBuilder()
                .setGroupId(groupId(redo.groupId()))
                .setUnit(unit(redo.unit()))
                .setEpoch(redo.epoch().token())
                .setAttempt(redo.attempt())
                .addAllCallPaths(texts(redo.callPaths()))
                .addAllResources(
                        redo.resources().stream().map(CompensationForm::write).toList())
                .addAllInvocations(write(redo.invocations()))
                .build();
    }

    static Redo read(Wire.Redo wire) throws MalformedMessageException {
        return new Redo(
                groupId(wire.getGroupId()),
                unit(wire.getUnit()),
                epoch(wire.getEpoch()),
                wire.getAttempt(),
                callPaths(wire.getCallPathsList()),
                readAll(wire.getResourcesList(), CompensationForm::read),
                read(wire.getInvocationsList()));
    }

    static Wire.RedoResource write(RedoResource resource) {
        return Wire.RedoResource.newBuilder()
                .setName(resource.name())
                .setVerdict(
                        switch (resource.verdict()) {
                            case LOST -> Wire.RedoResource.Verdict.VERDICT_LOST;
                            case COMMITTED -> Wire.RedoResource.Verdict.VERDICT_COMMITTED;
                        })
                .build();
    }

    static RedoResource read(Wire.RedoResource wire) throws MalformedMessageException {
        return switch (wire.getVerdict()) {
            case VERDICT_LOST -> new RedoResource(wire.getName(), RedoResource.Verdict.LOST);
            case VERDICT_COMMITTED -> new RedoResource(wire.getName(), RedoResource.Verdict.COMMITTED);
            case VERDICT_UNSPECIFIED, UNRECOGNIZED ->
                throw new MalformedMessageException("unknown verdict: " + wire.getVerdict());
        };
    }

    static Wire.RedoEnded write(RedoEnded ended) {
        return Wire.RedoEnded.newBuilder()
                .setGroupId(groupId(ended.groupId()))
                .setUnit(unit(ended.unit()))
                .setEpoch(ended.epoch().token())
                .setAttempt(ended.attempt())
                .setResult(write(ended.result()))
                .setDetail(text(ended.detail()))
                .addAllEnds(ended.ends().stream().map(WireValues::resourceEnd).toList())
                .build();
    }

    static RedoEnded read(Wire.RedoEnded wire) throws MalformedMessageException {
        return new RedoEnded(
                groupId(wire.getGroupId()),
                unit(wire.getUnit()),
                epoch(wire.getEpoch()),
                wire.getAttempt(),
                read(wire.getResult()),
                text(wire.getDetail()),
                readAll(wire.getEndsList(), WireValues::resourceEnd));
    }

    static Wire.RedoEnded.Result write(RedoEnded.Result result) {
        return switch (result) {
            case REPAIRED -> Wire.RedoEnded.Result.RESULT_REPAIRED;
            case BUSY -> Wire.RedoEnded.Result.RESULT_BUSY;
            case FAILED -> Wire.RedoEnded.Result.RESULT_FAILED;
            case DIFFERS -> Wire.RedoEnded.Result.RESULT_DIFFERS;
            case CANNOT -> Wire.RedoEnded.Result.RESULT_CANNOT;
        };
    }

    static RedoEnded.Result read(Wire.RedoEnded.Result wire) throws MalformedMessageException {
        return switch (wire) {
            case RESULT_REPAIRED -> RedoEnded.Result.REPAIRED;
            case RESULT_BUSY -> RedoEnded.Result.BUSY;
            case RESULT_FAILED -> RedoEnded.Result.FAILED;
            case RESULT_DIFFERS -> RedoEnded.Result.DIFFERS;
            case RESULT_CANNOT -> RedoEnded.Result.CANNOT;
            case RESULT_UNSPECIFIED, UNRECOGNIZED ->
                throw new MalformedMessageException("unknown result of a redo: " + wire);
        };
    }

    static Wire.Discard write(Discard discard) {
        return Wire.Discard.newBuilder()
                .setGroupId(groupId(discard.groupId()))
                .setUnit(unit(discard.unit()))
                .setEpoch(discard.epoch().token())
                .addAllCallPaths(texts(discard.callPaths()))
                .addAllResources(discard.resources())
                .build();
    }

    static Discard read(Wire.Discard wire) throws MalformedMessageException {
        return new Discard(
                groupId(wire.getGroupId()),
                unit(wire.getUnit()),
                epoch(wire.getEpoch()),
                callPaths(wire.getCallPathsList()),
                wire.getResourcesList());
    }
}
