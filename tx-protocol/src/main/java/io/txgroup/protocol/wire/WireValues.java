package io.txgroup.protocol.wire;

import com.google.protobuf.ByteString;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Holding;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.ResourceEnd;
import io.txgroup.protocol.ShardClock;
import io.txgroup.protocol.UnitCalls;
import io.txgroup.protocol.UnitId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** The wire form of the values that messages are made of; which values are right, their records say. */
final class WireValues {
    /** What a person will ever read of one text; a stack trace as a reason must not become a frame too large to send. */
    static final int MAX_TEXT = 2000;

    private static final int UUID_BYTES = 16;

    private WireValues() {}

    static ByteString groupId(GroupId groupId) {
        ByteBuffer bytes = ByteBuffer.allocate(UUID_BYTES)
                .putLong(groupId.value().getMostSignificantBits())
                .putLong(groupId.value().getLeastSignificantBits())
                .flip();
        return ByteString.copyFrom(bytes);
    }

    static GroupId groupId(ByteString bytes) throws MalformedMessageException {
        if (bytes.size() != UUID_BYTES) {
            throw new MalformedMessageException("a group id has 16 bytes, not " + bytes.size());
        }
        ByteBuffer buffer = bytes.asReadOnlyByteBuffer();
        return new GroupId(new UUID(buffer.getLong(), buffer.getLong()));
    }

    static Wire.Process process(ProcessId process) {
        return Wire.Process.newBuilder()
                .setService(process.service())
                .setInstance(process.instance())
                .setProcess(process.process())
                .build();
    }

    static ProcessId process(Wire.Process wire) {
        return new ProcessId(wire.getService(), wire.getInstance(), wire.getProcess());
    }

    static Wire.Unit unit(UnitId unit) {
        return Wire.Unit.newBuilder()
                .setProcess(process(unit.process()))
                .setToken(unit.token())
                .build();
    }

    static UnitId unit(Wire.Unit wire) {
        return new UnitId(process(wire.getProcess()), wire.getToken());
    }

    static Epoch epoch(String token) {
        return new Epoch(token);
    }

    static List<String> texts(List<CallPath> callPaths) {
        return callPaths.stream().map(CallPath::value).toList();
    }

    static List<CallPath> callPaths(List<String> texts) {
        return texts.stream().map(CallPath::new).toList();
    }

    static Wire.UnitCalls unitCalls(UnitCalls unitCalls) {
        Wire.UnitCalls.Builder wire = Wire.UnitCalls.newBuilder()
                .setUnit(unit(unitCalls.unit()))
                .addAllCallPaths(texts(unitCalls.callPaths()));
        Holding holding = unitCalls.holding();
        if (holding != null) {
            wire.setHolding(Wire.Holding.newBuilder()
                    .setCanPrepare(holding.canPrepare())
                    .addAllResources(holding.resources()));
        }
        return wire.build();
    }

    static UnitCalls unitCalls(Wire.UnitCalls wire) {
        Holding holding = wire.hasHolding()
                ? new Holding(
                        wire.getHolding().getCanPrepare(), wire.getHolding().getResourcesList())
                : null;
        return new UnitCalls(unit(wire.getUnit()), callPaths(wire.getCallPathsList()), holding);
    }

    static Wire.ShardClock shardClock(ShardClock clock) {
        return Wire.ShardClock.newBuilder()
                .setShard(clock.shard())
                .setEpoch(clock.epoch().token())
                .setTime(clock.time())
                .build();
    }

    static ShardClock shardClock(Wire.ShardClock wire) throws MalformedMessageException {
        if (wire.getShard() < 0 || wire.getShard() >= GroupId.MAX_SHARDS) {
            throw new MalformedMessageException(
                    "shard " + Integer.toUnsignedString(wire.getShard()) + " is not below " + GroupId.MAX_SHARDS);
        }
        return new ShardClock(wire.getShard(), epoch(wire.getEpoch()), wire.getTime());
    }

    static Wire.Outcome outcome(Outcome outcome) {
        return switch (outcome) {
            case COMMIT -> Wire.Outcome.OUTCOME_COMMIT;
            case ROLLBACK -> Wire.Outcome.OUTCOME_ROLLBACK;
        };
    }

    static Outcome outcome(Wire.Outcome wire) throws MalformedMessageException {
        return switch (wire) {
            case OUTCOME_COMMIT -> Outcome.COMMIT;
            case OUTCOME_ROLLBACK -> Outcome.ROLLBACK;
            case OUTCOME_UNSPECIFIED, UNRECOGNIZED -> throw new MalformedMessageException("unknown outcome: " + wire);
        };
    }

    static Wire.Why why(Message.Undecided.Why why) {
        return switch (why) {
            case RUNNING -> Wire.Why.WHY_RUNNING;
            case NO_RECORD -> Wire.Why.WHY_NO_RECORD;
            case OTHER_EPOCH -> Wire.Why.WHY_OTHER_EPOCH;
            case STORE_UNAVAILABLE -> Wire.Why.WHY_STORE_UNAVAILABLE;
        };
    }

    static Message.Undecided.Why why(Wire.Why why) throws MalformedMessageException {
        return switch (why) {
            case WHY_RUNNING -> Message.Undecided.Why.RUNNING;
            case WHY_NO_RECORD -> Message.Undecided.Why.NO_RECORD;
            case WHY_OTHER_EPOCH -> Message.Undecided.Why.OTHER_EPOCH;
            case WHY_STORE_UNAVAILABLE -> Message.Undecided.Why.STORE_UNAVAILABLE;
            case WHY_UNSPECIFIED, UNRECOGNIZED -> throw new MalformedMessageException("unknown reason: " + why);
        };
    }

    static Wire.ResourceEnd resourceEnd(ResourceEnd end) {
        return Wire.ResourceEnd.newBuilder()
                .setResource(end.resource())
                .setResult(result(end.result()))
                .setDetail(text(end.detail()))
                .build();
    }

    static ResourceEnd resourceEnd(Wire.ResourceEnd wire) throws MalformedMessageException {
        return new ResourceEnd(wire.getResource(), result(wire.getResult()), text(wire.getDetail()));
    }

    private static Wire.ResourceEnd.Result result(ResourceEnd.Result result) {
        return switch (result) {
            case COMMITTED -> Wire.ResourceEnd.Result.RESULT_COMMITTED;
            case ROLLED_BACK -> Wire.ResourceEnd.Result.RESULT_ROLLED_BACK;
            case UNPROVEN -> Wire.ResourceEnd.Result.RESULT_UNPROVEN;
            case LOST -> Wire.ResourceEnd.Result.RESULT_LOST;
            case DISCARDED -> Wire.ResourceEnd.Result.RESULT_DISCARDED;
            case OPEN -> Wire.ResourceEnd.Result.RESULT_OPEN;
        };
    }

    private static ResourceEnd.Result result(Wire.ResourceEnd.Result wire) throws MalformedMessageException {
        return switch (wire) {
            case RESULT_COMMITTED -> ResourceEnd.Result.COMMITTED;
            case RESULT_ROLLED_BACK -> ResourceEnd.Result.ROLLED_BACK;
            case RESULT_UNPROVEN -> ResourceEnd.Result.UNPROVEN;
            case RESULT_LOST -> ResourceEnd.Result.LOST;
            case RESULT_DISCARDED -> ResourceEnd.Result.DISCARDED;
            case RESULT_OPEN -> ResourceEnd.Result.OPEN;
            case RESULT_UNSPECIFIED, UNRECOGNIZED -> throw new MalformedMessageException("unknown result: " + wire);
        };
    }

    /** A text for a person, cut where it gets too long; never between the halves of a surrogate pair. */
    static String text(String text) {
        if (text.length() <= MAX_TEXT) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(MAX_TEXT - 1)) ? MAX_TEXT - 1 : MAX_TEXT;
        return text.substring(0, end);
    }

    static <A, B> List<B> readAll(Collection<A> values, Reading<A, B> reading) throws MalformedMessageException {
        List<B> read = new ArrayList<>(values.size());
        for (A value : values) {
            read.add(reading.read(value));
        }
        return read;
    }

    /** Reads one value, which may be malformed. */
    interface Reading<A, B> {
        B read(A value) throws MalformedMessageException;
    }
}
