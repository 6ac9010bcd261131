package io.txgroup.verification.simulation;

import io.txgroup.verification.simulation.mutants.AbsentIsRollback;
import io.txgroup.verification.simulation.mutants.AppliedOnceMore;
import io.txgroup.verification.simulation.mutants.AskWithoutWriting;
import io.txgroup.verification.simulation.mutants.CloseIgnoresExpected;
import io.txgroup.verification.simulation.mutants.ClosedByTheFirstRepair;
import io.txgroup.verification.simulation.mutants.CompensatedBeforeTheProof;
import io.txgroup.verification.simulation.mutants.CopyChangedTooEarly;
import io.txgroup.verification.simulation.mutants.CreateInAnyEpoch;
import io.txgroup.verification.simulation.mutants.FailureIsLoss;
import io.txgroup.verification.simulation.mutants.FencedTooEarly;
import io.txgroup.verification.simulation.mutants.FirstAnswerSettles;
import io.txgroup.verification.simulation.mutants.FreshNotAfter;
import io.txgroup.verification.simulation.mutants.GateByWriterOnly;
import io.txgroup.verification.simulation.mutants.GateOnFreshConnection;
import io.txgroup.verification.simulation.mutants.GateWithoutWrite;
import io.txgroup.verification.simulation.mutants.LateJoinAccepted;
import io.txgroup.verification.simulation.mutants.LocalFallback;
import io.txgroup.verification.simulation.mutants.MarksPurgedByAge;
import io.txgroup.verification.simulation.mutants.NextAttemptTooEarly;
import io.txgroup.verification.simulation.mutants.NotFoundIsRolledBack;
import io.txgroup.verification.simulation.mutants.OutsideTheGroup;
import io.txgroup.verification.simulation.mutants.PreparedAsksAsHolder;
import io.txgroup.verification.simulation.mutants.PreparedIsNoProof;
import io.txgroup.verification.simulation.mutants.QueueAppliedAgain;
import io.txgroup.verification.simulation.mutants.RedoBeforeTheCallback;
import io.txgroup.verification.simulation.mutants.RedoTrustsTheOrder;
import io.txgroup.verification.simulation.mutants.RedoUnderItsOwnKey;
import io.txgroup.verification.simulation.mutants.RedoWithoutCount;
import io.txgroup.verification.simulation.mutants.ReplayUnderItsOwnKey;
import io.txgroup.verification.simulation.mutants.ResolvedWithoutDiscard;
import io.txgroup.verification.simulation.mutants.RollsBackAfterAnswer;
import io.txgroup.verification.simulation.mutants.SelectIsProof;
import io.txgroup.verification.simulation.mutants.ShortCutWithoutSeal;
import io.txgroup.verification.simulation.mutants.SilenceIsLoss;
import io.txgroup.verification.simulation.mutants.StarterCommitsUnanswered;
import io.txgroup.verification.simulation.mutants.StarterRollsBackAfterClose;
import io.txgroup.verification.simulation.mutants.ToldBeforeTheGate;
import io.txgroup.verification.simulation.mutants.UndecidedBranchEnded;
import io.txgroup.verification.simulation.mutants.UnitDoesNotFreeze;
import io.txgroup.verification.simulation.mutants.UnitsWithoutToken;
import io.txgroup.verification.simulation.mutants.VersionWithoutWriteId;
import io.txgroup.verification.simulation.mutants.WaitOnAnyConnection;
import io.txgroup.verification.simulation.mutants.YesWithoutTheGate;
import java.util.List;

/** Every mistake that somebody has made, or a model has found: each must be found here. */
final class Mutants {
    /** In how many runs each must be found. */
    static final long WITHIN = 10_000;

    static final List<Parts> ALL = List.of(
            new AskWithoutWriting(),
            new CopyChangedTooEarly(),
            new VersionWithoutWriteId(),
            new GateWithoutWrite(),
            new GateOnFreshConnection(),
            new GateByWriterOnly(),
            new ToldBeforeTheGate(),
            new LateJoinAccepted(),
            new CloseIgnoresExpected(),
            new StarterCommitsUnanswered(),
            new StarterRollsBackAfterClose(),
            new RollsBackAfterAnswer(),
            new FreshNotAfter(),
            new UnitsWithoutToken(),
            new ShortCutWithoutSeal(),
            new OutsideTheGroup(),
            new LocalFallback(),
            new SilenceIsLoss(),
            new SelectIsProof(),
            new NotFoundIsRolledBack(),
            new FailureIsLoss(),
            new UndecidedBranchEnded(),
            new PreparedAsksAsHolder(),
            new MarksPurgedByAge(),
            new AbsentIsRollback(),
            new FirstAnswerSettles(),
            new UnitDoesNotFreeze(),
            new FencedTooEarly(),
            new CreateInAnyEpoch(),
            new RedoUnderItsOwnKey(),
            new RedoWithoutCount(),
            new RedoTrustsTheOrder(),
            new ResolvedWithoutDiscard(),
            new CompensatedBeforeTheProof(),
            new RedoBeforeTheCallback(),
            new ClosedByTheFirstRepair(),
            new ReplayUnderItsOwnKey(),
            new NextAttemptTooEarly(),
            new AppliedOnceMore(),
            new YesWithoutTheGate(),
            new WaitOnAnyConnection(),
            new QueueAppliedAgain(),
            new PreparedIsNoProof());

    private Mutants() {}

    static Parts named(String name) {
        return ALL.stream()
                .filter(mutant -> mutant.getClass().getSimpleName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no mutant '" + name + "', but "
                        + ALL.stream()
                                .map(mutant -> mutant.getClass().getSimpleName())
                                .toList()));
    }
}
