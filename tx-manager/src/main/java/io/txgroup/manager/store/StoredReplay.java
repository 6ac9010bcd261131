package io.txgroup.manager.store;

import io.txgroup.manager.compensation.LostWork;
import io.txgroup.manager.compensation.ReplayedCall;
import io.txgroup.manager.compensation.StarterReplay;
import io.txgroup.protocol.CallPath;

/** The stored form of how far it is with the replay of a group. */
final class StoredReplay {
    private StoredReplay() {}

    static StoredForm.StarterReplay write(StarterReplay replay) {
        StoredForm.StarterReplay.Builder form = StoredForm.StarterReplay.newBuilder()
                .setAttempt(replay.attempt())
                .setStage(
                        switch (replay.stage()) {
                            case WAITING -> StoredForm.StarterReplay.Stage.STAGE_WAITING;
                            case RUNNING -> StoredForm.StarterReplay.Stage.STAGE_RUNNING;
                            case COMMITTING -> StoredForm.StarterReplay.Stage.STAGE_COMMITTING;
                        })
                .setAsked(replay.asked())
                .setAskedAt(replay.askedAt())
                .setNextAt(replay.nextAt())
                .setInVain(replay.inVain())
                .setBarred(replay.barred())
                .setStopped(replay.stopped());
        for (LostWork lost : replay.lost()) {
            form.addLost(StoredForm.LostWork.newBuilder()
                    .setUnit(StoredValues.unit(lost.unit()))
                    .addAllResources(lost.resources()));
        }
        for (ReplayedCall call : replay.calls()) {
            CallPath original = call.original();
            form.addCalls(StoredForm.ReplayedCall.newBuilder()
                    .setCallPath(call.callPath().value())
                    .setMethodId(call.methodId())
                    .setOriginal(original == null ? "" : original.value())
                    .setBy(StoredValues.unit(call.by())));
        }
        return form.build();
    }

    static StarterReplay read(StoredForm.StarterReplay form) {
        return new StarterReplay(
                form.getAttempt(),
                switch (form.getStage()) {
                    case STAGE_WAITING -> StarterReplay.Stage.WAITING;
                    case STAGE_RUNNING -> StarterReplay.Stage.RUNNING;
                    case STAGE_COMMITTING -> StarterReplay.Stage.COMMITTING;
                    case UNRECOGNIZED -> throw StoredValues.unknown("stage of a replay");
                },
                form.getAsked(),
                form.getAskedAt(),
                form.getNextAt(),
                form.getInVain(),
                form.getBarred(),
                form.getStopped(),
                form.getLostList().stream()
                        .map(lost -> new LostWork(StoredValues.unit(lost.getUnit()), lost.getResourcesList()))
                        .toList(),
                form.getCallsList().stream()
                        .map(call -> new ReplayedCall(
                                new CallPath(call.getCallPath()),
                                call.getMethodId(),
                                call.getOriginal().isEmpty() ? null : new CallPath(call.getOriginal()),
                                StoredValues.unit(call.getBy())))
                        .toList());
    }
}
