package io.txgroup.protocol.wire;

import static io.txgroup.protocol.wire.WireValues.callPaths;
import static io.txgroup.protocol.wire.WireValues.epoch;
import static io.txgroup.protocol.wire.WireValues.groupId;
import static io.txgroup.protocol.wire.WireValues.readAll;
import static io.txgroup.protocol.wire.WireValues.texts;
import static io.txgroup.protocol.wire.WireValues.unit;

import io.txgroup.protocol.Settling;

/** The wire form of what is said, both ways, about a group that the store may have forgotten. */
final class SettlingForm {
    private SettlingForm() {}

    static Wire.GroupUnits write(Settling.GroupUnits units) {
        return Wire.GroupUnits.newBuilder()
                .setStarter(unit(units.starter()))
                .addAllUnits(units.units().stream().map(SettlingForm::write).toList())
                .build();
    }

    static Settling.GroupUnits read(Wire.GroupUnits wire) throws MalformedMessageException {
        return new Settling.GroupUnits(unit(wire.getStarter()), readAll(wire.getUnitsList(), SettlingForm::read));
    }

    private static Wire.UnitWork write(Settling.UnitWork work) {
        return Wire.UnitWork.newBuilder()
                .setUnit(unit(work.unit()))
                .addAllCallPaths(texts(work.callPaths()))
                .setCanPrepare(work.canPrepare())
                .addAllResources(work.resources())
                .build();
    }

    private static Settling.UnitWork read(Wire.UnitWork wire) {
        return new Settling.UnitWork(
                unit(wire.getUnit()),
                callPaths(wire.getCallPathsList()),
                wire.getCanPrepare(),
                wire.getResourcesList());
    }

    static Wire.Source write(Settling.Source source) {
        Wire.Source.Builder wire =
                Wire.Source.newBuilder().setEpoch(source.epoch().token());
        if (source.units() != null) {
            wire.setUnits(write(source.units()));
        }
        return wire.build();
    }

    static Settling.Source read(Wire.Source wire) throws MalformedMessageException {
        return new Settling.Source(epoch(wire.getEpoch()), wire.hasUnits() ? read(wire.getUnits()) : null);
    }

    static Wire.Freeze write(Settling.Freeze freeze) {
        return Wire.Freeze.newBuilder()
                .setGroupId(groupId(freeze.groupId()))
                .setUnit(unit(freeze.unit()))
                .setEpoch(freeze.epoch().token())
                .build();
    }

    static Settling.Freeze read(Wire.Freeze wire) throws MalformedMessageException {
        return new Settling.Freeze(groupId(wire.getGroupId()), unit(wire.getUnit()), epoch(wire.getEpoch()));
    }

    static Wire.Recall write(Settling.Recall recall) {
        return Wire.Recall.newBuilder()
                .setGroupId(groupId(recall.groupId()))
                .setEpochMark(recall.epochMark())
                .build();
    }

    static Settling.Recall read(Wire.Recall wire) throws MalformedMessageException {
        return new Settling.Recall(groupId(wire.getGroupId()), wire.getEpochMark());
    }

    static Wire.Fence write(Settling.Fence fence) {
        return Wire.Fence.newBuilder()
                .setGroupId(groupId(fence.groupId()))
                .setUnit(unit(fence.unit()))
                .setEpoch(fence.epoch().token())
                .addAllCallPaths(texts(fence.callPaths()))
                .setCanPrepare(fence.canPrepare())
                .addAllResources(fence.resources())
                .setEndsBranches(fence.endsBranches())
                .build();
    }

    static Settling.Fence read(Wire.Fence wire) throws MalformedMessageException {
        return new Settling.Fence(
                groupId(wire.getGroupId()),
                unit(wire.getUnit()),
                epoch(wire.getEpoch()),
                callPaths(wire.getCallPathsList()),
                wire.getCanPrepare(),
                wire.getResourcesList(),
                wire.getEndsBranches());
    }

    static Wire.Statement write(Settling.Statement statement) {
        Wire.Statement.Builder wire = Wire.Statement.newBuilder()
                .setGroupId(groupId(statement.groupId()))
                .setUnit(unit(statement.unit()))
                .setEpoch(statement.epoch().token())
                .setSaying(saying(statement.saying()))
                .setOwn(write(statement.own()))
                .setClosed(statement.closed())
                .addAllExpected(
                        statement.expected().stream().map(WireValues::unitCalls).toList())
                .addAllEnds(
                        statement.ends().stream().map(WireValues::resourceEnd).toList());
        if (statement.units() != null) {
            wire.setUnits(write(statement.units()));
        }
        return wire.build();
    }

    static Settling.Statement read(Wire.Statement wire) throws MalformedMessageException {
        return new Settling.Statement(
                groupId(wire.getGroupId()),
                unit(wire.getUnit()),
                epoch(wire.getEpoch()),
                saying(wire.getSaying()),
                read(wire.getOwn()),
                wire.getClosed(),
                readAll(wire.getExpectedList(), WireValues::unitCalls),
                wire.hasUnits() ? read(wire.getUnits()) : null,
                readAll(wire.getEndsList(), WireValues::resourceEnd));
    }

    private static Wire.Statement.Saying saying(Settling.Saying saying) {
        return switch (saying) {
            case UNSURE -> Wire.Statement.Saying.SAYING_UNSURE;
            case NEVER -> Wire.Statement.Saying.SAYING_NEVER;
            case NOT_COMMITTED -> Wire.Statement.Saying.SAYING_NOT_COMMITTED;
            case COMMITTED -> Wire.Statement.Saying.SAYING_COMMITTED;
            case FORGOTTEN -> Wire.Statement.Saying.SAYING_FORGOTTEN;
        };
    }

    private static Settling.Saying saying(Wire.Statement.Saying wire) throws MalformedMessageException {
        return switch (wire) {
            case SAYING_UNSURE -> Settling.Saying.UNSURE;
            case SAYING_NEVER -> Settling.Saying.NEVER;
            case SAYING_NOT_COMMITTED -> Settling.Saying.NOT_COMMITTED;
            case SAYING_COMMITTED -> Settling.Saying.COMMITTED;
            case SAYING_FORGOTTEN -> Settling.Saying.FORGOTTEN;
            case SAYING_UNSPECIFIED, UNRECOGNIZED ->
                throw new MalformedMessageException("unknown saying of a unit: " + wire);
        };
    }
}
