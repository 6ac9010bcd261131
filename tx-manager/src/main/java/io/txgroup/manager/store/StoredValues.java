package io.txgroup.manager.store;

import com.google.protobuf.ByteString;
import io.txgroup.manager.group.Member;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Holding;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.ResourceEnd;
import io.txgroup.protocol.UnitCalls;
import io.txgroup.protocol.UnitId;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The stored form of the values that a group's record is made of; which values are right, their records say. */
final class StoredValues {
    private static final int UUID_BYTES = 16;

    private StoredValues() {}

    static ByteString groupId(GroupId id) {
        return ByteString.copyFrom(ByteBuffer.allocate(UUID_BYTES)
                .putLong(id.value().getMostSignificantBits())
                .putLong(id.value().getLeastSignificantBits())
                .flip());
    }

    static GroupId groupId(ByteString bytes) {
        if (bytes.size() != UUID_BYTES) {
            throw new IllegalArgumentException("A group id has " + UUID_BYTES + " bytes, not " + bytes.size());
        }
        ByteBuffer buffer = bytes.asReadOnlyByteBuffer();
        return new GroupId(new UUID(buffer.getLong(), buffer.getLong()));
    }

    static StoredForm.Unit unit(UnitId unit) {
        return StoredForm.Unit.newBuilder()
                .setService(unit.process().service())
                .setInstance(unit.process().instance())
                .setProcess(unit.process().process())
                .setToken(unit.token())
                .build();
    }

    static UnitId unit(StoredForm.Unit form) {
        return new UnitId(new ProcessId(form.getService(), form.getInstance(), form.getProcess()), form.getToken());
    }

    static StoredForm.UnitCalls unitCalls(UnitCalls calls) {
        StoredForm.UnitCalls.Builder form =
                StoredForm.UnitCalls.newBuilder().setUnit(unit(calls.unit())).addAllCallPaths(texts(calls.callPaths()));
        Holding holding = calls.holding();
        if (holding != null) {
            form.setHolding(StoredForm.Holding.newBuilder()
                    .setCanPrepare(holding.canPrepare())
                    .addAllResources(holding.resources()));
        }
        return form.build();
    }

    static UnitCalls unitCalls(StoredForm.UnitCalls form) {
        Holding holding = form.hasHolding()
                ? new Holding(
                        form.getHolding().getCanPrepare(), form.getHolding().getResourcesList())
                : null;
        return new UnitCalls(unit(form.getUnit()), callPaths(form.getCallPathsList()), holding);
    }

    static StoredForm.Member member(Member member) {
        StoredForm.Member.Builder form = StoredForm.Member.newBuilder()
                .setUnit(unit(member.unit()))
                .addAllCallPaths(texts(member.callPaths()))
                .setCanPrepare(member.canPrepare())
                .addAllResources(member.resources())
                .setVote(vote(member.vote()))
                .setAcknowledged(outcome(member.acknowledged()))
                .setGoneSince(member.goneSince())
                .setTrace(trace(member.trace()));
        member.ends().forEach(end -> form.addEnds(end(end)));
        StoredCompensation.write(member.invoked(), form);
        return form.build();
    }

    static Member member(StoredForm.Member form) {
        return new Member(
                unit(form.getUnit()),
                callPaths(form.getCallPathsList()),
                form.getCanPrepare(),
                form.getResourcesList(),
                vote(form.getVote()),
                outcome(form.getAcknowledged()),
                form.getEndsList().stream().map(StoredValues::end).toList(),
                form.getGoneSince(),
                trace(form.getTrace()),
                StoredCompensation.invoked(form));
    }

    private static StoredForm.Trace trace(Member.Trace trace) {
        return switch (trace) {
            case UNHEARD -> StoredForm.Trace.TRACE_UNHEARD;
            case SOUGHT -> StoredForm.Trace.TRACE_SOUGHT;
            case NONE_SO_FAR -> StoredForm.Trace.TRACE_NONE_SO_FAR;
            case NONE -> StoredForm.Trace.TRACE_NONE;
            case COMMITTED -> StoredForm.Trace.TRACE_COMMITTED;
        };
    }

    private static Member.Trace trace(StoredForm.Trace form) {
        return switch (form) {
            case TRACE_UNHEARD -> Member.Trace.UNHEARD;
            case TRACE_SOUGHT -> Member.Trace.SOUGHT;
            case TRACE_NONE_SO_FAR -> Member.Trace.NONE_SO_FAR;
            case TRACE_NONE -> Member.Trace.NONE;
            case TRACE_COMMITTED -> Member.Trace.COMMITTED;
            case UNRECOGNIZED -> throw unknown("trace");
        };
    }

    private static List<String> texts(List<CallPath> callPaths) {
        return callPaths.stream().map(CallPath::value).toList();
    }

    private static List<CallPath> callPaths(List<String> texts) {
        return texts.stream().map(CallPath::new).toList();
    }

    private static StoredForm.Vote vote(Member.Vote vote) {
        return switch (vote) {
            case NONE -> StoredForm.Vote.VOTE_NONE;
            case YES -> StoredForm.Vote.VOTE_YES;
            case NO -> StoredForm.Vote.VOTE_NO;
        };
    }

    private static Member.Vote vote(StoredForm.Vote form) {
        return switch (form) {
            case VOTE_NONE -> Member.Vote.NONE;
            case VOTE_YES -> Member.Vote.YES;
            case VOTE_NO -> Member.Vote.NO;
            case UNRECOGNIZED -> throw unknown("vote");
        };
    }

    private static StoredForm.Outcome outcome(@Nullable Outcome outcome) {
        if (outcome == null) {
            return StoredForm.Outcome.OUTCOME_NONE;
        }
        return switch (outcome) {
            case COMMIT -> StoredForm.Outcome.OUTCOME_COMMIT;
            case ROLLBACK -> StoredForm.Outcome.OUTCOME_ROLLBACK;
        };
    }

    private static @Nullable Outcome outcome(StoredForm.Outcome form) {
        return switch (form) {
            case OUTCOME_NONE -> null;
            case OUTCOME_COMMIT -> Outcome.COMMIT;
            case OUTCOME_ROLLBACK -> Outcome.ROLLBACK;
            case UNRECOGNIZED -> throw unknown("outcome");
        };
    }

    private static StoredForm.ResourceEnd end(ResourceEnd end) {
        return StoredForm.ResourceEnd.newBuilder()
                .setResource(end.resource())
                .setResult(
                        switch (end.result()) {
                            case COMMITTED -> StoredForm.ResourceEnd.Result.RESULT_COMMITTED;
                            case ROLLED_BACK -> StoredForm.ResourceEnd.Result.RESULT_ROLLED_BACK;
                            case UNPROVEN -> StoredForm.ResourceEnd.Result.RESULT_UNPROVEN;
                            case LOST -> StoredForm.ResourceEnd.Result.RESULT_LOST;
                            case DISCARDED -> StoredForm.ResourceEnd.Result.RESULT_DISCARDED;
                            case OPEN -> StoredForm.ResourceEnd.Result.RESULT_OPEN;
                        })
                .setDetail(end.detail())
                .build();
    }

    private static ResourceEnd end(StoredForm.ResourceEnd form) {
        ResourceEnd.Result result =
                switch (form.getResult()) {
                    case RESULT_COMMITTED -> ResourceEnd.Result.COMMITTED;
                    case RESULT_ROLLED_BACK -> ResourceEnd.Result.ROLLED_BACK;
                    case RESULT_UNPROVEN -> ResourceEnd.Result.UNPROVEN;
                    case RESULT_LOST -> ResourceEnd.Result.LOST;
                    case RESULT_DISCARDED -> ResourceEnd.Result.DISCARDED;
                    case RESULT_OPEN -> ResourceEnd.Result.OPEN;
                    case RESULT_UNSPECIFIED, UNRECOGNIZED -> throw unknown("end of a resource");
                };
        return new ResourceEnd(form.getResource(), result, form.getDetail());
    }

    static IllegalArgumentException unknown(String what) {
        return new IllegalArgumentException(
                "A group's record names an unknown " + what + ": a newer manager wrote it; upgrade this one too");
    }
}
