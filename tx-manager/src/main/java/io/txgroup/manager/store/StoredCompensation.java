package io.txgroup.manager.store;

import io.txgroup.manager.compensation.Attempt;
import io.txgroup.manager.compensation.CallbackReply.Choice;
import io.txgroup.manager.compensation.CompensationRecord;
import io.txgroup.manager.compensation.Order;
import io.txgroup.manager.compensation.Telling;
import io.txgroup.manager.compensation.UnitRepair;
import io.txgroup.manager.group.Invoked;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Compensation;
import io.txgroup.protocol.Invocation;
import io.txgroup.protocol.RedoEnded;
import org.jspecify.annotations.Nullable;

/** The stored form of what units have run, and of what is recorded of lost work. */
final class StoredCompensation {
    private StoredCompensation() {}

    static void write(Invoked invoked, StoredForm.Member.Builder form) {
        form.setNeverAgain(invoked.compensation() == Compensation.NEVER);
        form.setByStarter(invoked.compensation() == Compensation.STARTER);
        for (Invocation invocation : invoked.invocations()) {
            form.addInvocations(StoredForm.Invocation.newBuilder()
                    .setCallPath(invocation.callPath().value())
                    .setMethodId(invocation.methodId())
                    .setArguments(invocation.arguments())
                    .addAllSensitive(invocation.sensitive())
                    .putAllContext(invocation.context())
                    .setManualOnly(invocation.manualOnly()));
        }
    }

    static Invoked invoked(StoredForm.Member form) {
        return new Invoked(
                form.getNeverAgain()
                        ? Compensation.NEVER
                        : form.getByStarter() ? Compensation.STARTER : Compensation.UNIT,
                form.getInvocationsList().stream()
                        .map(invocation -> new Invocation(
                                new CallPath(invocation.getCallPath()),
                                invocation.getMethodId(),
                                invocation.getArguments(),
                                invocation.getSensitiveList(),
                                invocation.getContextMap(),
                                invocation.getManualOnly()))
                        .toList());
    }

    static StoredForm.CompensationRecord record(CompensationRecord record) {
        StoredForm.CompensationRecord.Builder form = StoredForm.CompensationRecord.newBuilder()
                .setSince(record.since())
                .setCreated(telling(record.created()))
                .setDiscarding(record.discarding())
                .setWhy(record.why())
                .setEndedAt(record.endedAt())
                .setKeepUntil(record.keepUntil());
        if (record.ended() != null) {
            form.setEnded(telling(record.ended()));
        }
        record.units().forEach(repair -> form.addUnits(repair(repair)));
        record.attempts().forEach(attempt -> form.addAttempts(attempt(attempt)));
        record.orders().forEach(order -> form.addOrders(order(order)));
        if (record.replay() != null) {
            form.setReplay(StoredReplay.write(record.replay()));
        }
        return form.build();
    }

    static CompensationRecord record(StoredForm.CompensationRecord form) {
        return new CompensationRecord(
                form.getSince(),
                telling(form.getCreated()),
                form.hasEnded() ? telling(form.getEnded()) : null,
                form.getUnitsList().stream().map(StoredCompensation::repair).toList(),
                form.getAttemptsList().stream().map(StoredCompensation::attempt).toList(),
                form.getOrdersList().stream().map(StoredCompensation::order).toList(),
                form.getDiscarding(),
                form.getWhy(),
                form.getEndedAt(),
                form.getKeepUntil(),
                form.hasReplay() ? StoredReplay.read(form.getReplay()) : null);
    }

    private static StoredForm.Telling telling(Telling telling) {
        return StoredForm.Telling.newBuilder()
                .setResult(
                        switch (telling.result()) {
                            case NOT_YET -> StoredForm.Telling.Result.RESULT_NOT_YET;
                            case TOLD -> StoredForm.Telling.Result.RESULT_TOLD;
                            case NOBODY -> StoredForm.Telling.Result.RESULT_NOBODY;
                            case GIVEN_UP -> StoredForm.Telling.Result.RESULT_GIVEN_UP;
                        })
                .setTries(telling.tries())
                .setNextAt(telling.nextAt())
                .setEndedAt(telling.endedAt())
                .setChoice(choice(telling.choice()))
                .setNote(telling.note())
                .build();
    }

    private static Telling telling(StoredForm.Telling form) {
        Telling.Result result =
                switch (form.getResult()) {
                    case RESULT_NOT_YET -> Telling.Result.NOT_YET;
                    case RESULT_TOLD -> Telling.Result.TOLD;
                    case RESULT_NOBODY -> Telling.Result.NOBODY;
                    case RESULT_GIVEN_UP -> Telling.Result.GIVEN_UP;
                    case UNRECOGNIZED -> throw StoredValues.unknown("result of a callback");
                };
        return new Telling(
                result, form.getTries(), form.getNextAt(), form.getEndedAt(), choice(form.getChoice()), form.getNote());
    }

    private static StoredForm.Telling.Choice choice(@Nullable Choice choice) {
        if (choice == null) {
            return StoredForm.Telling.Choice.CHOICE_NONE;
        }
        return switch (choice) {
            case COMPENSATE -> StoredForm.Telling.Choice.CHOICE_COMPENSATE;
            case HOLD -> StoredForm.Telling.Choice.CHOICE_HOLD;
            case DISCARD -> StoredForm.Telling.Choice.CHOICE_DISCARD;
        };
    }

    private static @Nullable Choice choice(StoredForm.Telling.Choice form) {
        return switch (form) {
            case CHOICE_NONE -> null;
            case CHOICE_COMPENSATE -> Choice.COMPENSATE;
            case CHOICE_HOLD -> Choice.HOLD;
            case CHOICE_DISCARD -> Choice.DISCARD;
            case UNRECOGNIZED -> throw StoredValues.unknown("choice of a callback");
        };
    }

    private static StoredForm.UnitRepair repair(UnitRepair repair) {
        return StoredForm.UnitRepair.newBuilder()
                .setUnit(StoredValues.unit(repair.unit()))
                .setAttempt(repair.attempt())
                .setAsked(repair.asked())
                .setAskedAt(repair.askedAt())
                .setNextAt(repair.nextAt())
                .setInVain(repair.inVain())
                .setBarred(repair.barred())
                .setStopped(repair.stopped())
                .build();
    }

    private static UnitRepair repair(StoredForm.UnitRepair form) {
        return new UnitRepair(
                StoredValues.unit(form.getUnit()),
                form.getAttempt(),
                form.getAsked(),
                form.getAskedAt(),
                form.getNextAt(),
                form.getInVain(),
                form.getBarred(),
                form.getStopped());
    }

    private static StoredForm.Attempt attempt(Attempt attempt) {
        return StoredForm.Attempt.newBuilder()
                .setUnit(StoredValues.unit(attempt.unit()))
                .setNumber(attempt.number())
                .setAt(attempt.at())
                .setBy(attempt.by())
                .setResult(
                        switch (attempt.result()) {
                            case REPAIRED -> StoredForm.Attempt.Result.RESULT_REPAIRED;
                            case BUSY -> StoredForm.Attempt.Result.RESULT_BUSY;
                            case FAILED -> StoredForm.Attempt.Result.RESULT_FAILED;
                            case DIFFERS -> StoredForm.Attempt.Result.RESULT_DIFFERS;
                            case CANNOT -> StoredForm.Attempt.Result.RESULT_CANNOT;
                        })
                .setDetail(attempt.detail())
                .build();
    }

    private static Attempt attempt(StoredForm.Attempt form) {
        RedoEnded.Result result =
                switch (form.getResult()) {
                    case RESULT_REPAIRED -> RedoEnded.Result.REPAIRED;
                    case RESULT_BUSY -> RedoEnded.Result.BUSY;
                    case RESULT_FAILED -> RedoEnded.Result.FAILED;
                    case RESULT_DIFFERS -> RedoEnded.Result.DIFFERS;
                    case RESULT_CANNOT -> RedoEnded.Result.CANNOT;
                    case RESULT_UNSPECIFIED, UNRECOGNIZED -> throw StoredValues.unknown("end of an attempt");
                };
        return new Attempt(
                StoredValues.unit(form.getUnit()),
                form.getNumber(),
                form.getAt(),
                form.getBy(),
                result,
                form.getDetail());
    }

    private static StoredForm.Order order(Order order) {
        return StoredForm.Order.newBuilder()
                .setAt(order.at())
                .setBy(order.by())
                .setKind(
                        switch (order.kind()) {
                            case REPAIR_NOW -> StoredForm.Order.Kind.KIND_REPAIR_NOW;
                            case HOLD -> StoredForm.Order.Kind.KIND_HOLD;
                            case RESUME -> StoredForm.Order.Kind.KIND_RESUME;
                            case DISCARD -> StoredForm.Order.Kind.KIND_DISCARD;
                        })
                .setNote(order.note())
                .build();
    }

    private static Order order(StoredForm.Order form) {
        Order.Kind kind =
                switch (form.getKind()) {
                    case KIND_REPAIR_NOW -> Order.Kind.REPAIR_NOW;
                    case KIND_HOLD -> Order.Kind.HOLD;
                    case KIND_RESUME -> Order.Kind.RESUME;
                    case KIND_DISCARD -> Order.Kind.DISCARD;
                    case KIND_UNSPECIFIED, UNRECOGNIZED -> throw StoredValues.unknown("order");
                };
        return new Order(form.getAt(), form.getBy(), kind, form.getNote());
    }
}
