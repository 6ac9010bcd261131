package io.txgroup.verification.crash.repair;

import io.txgroup.verification.crash.Instance;
import io.txgroup.verification.crash.repair.Receiver.Manner;
import io.txgroup.verification.crash.service.Point;
import io.txgroup.verification.crash.service.Target;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** The special cases at one seller, one after the other. Used by one thread. */
final class Scenarios {
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final Installation site;
    private final Line line;
    private final Progress progress;

    Scenarios(Installation site, Line line, Progress progress) {
        this.site = site;
        this.line = line;
        this.progress = progress;
    }

    /** That one, to its end. */
    void play(Trial trial) throws Exception {
        line.awaitReady();
        progress.at(line.seller(), trial.toString());
        switch (trial) {
            case REDO_KILLED -> redoKilled();
            case LATE_COMMIT -> lateCommit();
            case UNACKNOWLEDGED -> unacknowledged();
            case STARTER_GONE -> starterGone();
            case STARTER_LOST -> starterLost();
            case CHAIN_REPLAYED -> line.awaitEnd(chain(trial));
            case CHAIN_DIFFERS -> chainDiffers();
            case HELD -> answered(trial, Manner.HOLD);
            case DISCARDED -> answered(trial, Manner.DISCARD);
            case GARBLED -> answered(trial, Manner.GARBLE_ONCE);
            case FAILING -> answered(trial, Manner.FAIL_ONCE);
            case RACED -> raced();
            case PLAIN, KILLED -> throw new IllegalArgumentException(trial + " is no special case");
        }
    }

    private void redoKilled() throws Exception {
        Instance first = line.anySeller();
        Instance second = line.other(first);
        first.arm(Point.BEFORE_COMMIT, Target.PROCESS);
        second.arm(Point.BEFORE_COMMIT, Target.PROCESS);
        Purchase purchase = line.buy(Trial.REDO_KILLED, line.anyFront(), first);
        line.awaitKilled(first);
        line.awaitKilled(second); // nobody else was there to do it again
        first.restart();
        second.restart();
        line.awaitEnd(purchase);
    }

    private void lateCommit() throws Exception {
        Instance late = line.anySeller();
        late.arm(Point.BEFORE_COMMIT, Target.LATE_SESSION);
        Purchase purchase = line.buy(Trial.LATE_COMMIT, line.anyFront(), late);
        try {
            line.awaitEnd(purchase);
        } finally {
            late.post("/release");
        }
        Until.await("the late commit of " + purchase + " to end", PATIENCE, () -> late.units() == 0);
    }

    private void unacknowledged() throws Exception {
        Instance silent = line.anySeller();
        silent.arm(Point.AFTER_COMMIT, Target.PROCESS);
        Purchase purchase = line.buy(Trial.UNACKNOWLEDGED, line.anyFront(), silent);
        line.awaitKilled(silent);
        silent.restart();
        awaitState(purchase, "COMMITTED");
    }

    private void starterGone() throws Exception {
        Instance front = line.anyFront();
        Instance victim = line.anySeller();
        front.arm(Point.AFTER_COMMIT, Target.PROCESS);
        victim.arm(Point.BEFORE_COMMIT, Target.PROCESS);
        Purchase purchase = line.buy(Trial.STARTER_GONE, front, victim);
        line.awaitKilled(front);
        line.awaitKilled(victim);
        line.awaitEnd(purchase); // while both are still gone
        front.restart();
        victim.restart();
    }

    private void starterLost() throws Exception {
        Instance front = line.anyFront();
        front.arm(Point.BEFORE_COMMIT, Target.PROCESS);
        Purchase purchase = line.buy(Trial.STARTER_LOST, front, line.anySeller());
        line.awaitKilled(front);
        front.restart();
        awaitParked(purchase);
    }

    private Purchase chain(Trial trial) throws Exception {
        Instance victim = line.anySeller();
        Instance third = line.third();
        victim.arm(Point.BEFORE_COMMIT, Target.SESSION);
        return line.buyThrough(trial, line.anyFront(), victim, third);
    }

    /** The page shows what was called then and now. */
    private void chainDiffers() throws Exception {
        Purchase purchase = chain(Trial.CHAIN_DIFFERS);
        awaitParked(purchase);
        JsonNode compensation = site.operator().compensation(site.group(purchase));
        String why = compensation.path("summary").path("why").asString();
        JsonNode replay = compensation.path("replay");
        boolean tellsBoth = why.contains("DIFFERS")
                && replay.path("original").size() == 3
                && replay.path("made").size() == 2
                && replay.path("made").get(1).path("original").isNull();
        if (!tellsBoth) {
            throw new IllegalStateException(purchase + " is parked, but both trees are not shown: " + compensation);
        }
    }

    /** Its session is killed, and the callback answers so. */
    private void answered(Trial trial, Manner manner) throws Exception {
        Instance victim = line.anySeller();
        site.receiver().next(line.seller(), manner);
        victim.arm(Point.BEFORE_COMMIT, Target.SESSION);
        Purchase purchase = line.buy(trial, line.anyFront(), victim);
        if (trial.end() == Trial.End.PARKED) {
            awaitParked(purchase);
        } else {
            line.awaitEnd(purchase);
        }
    }

    private void raced() throws Exception {
        Receiver receiver = site.receiver();
        receiver.next(line.seller(), Manner.BLOCK);
        Instance victim = line.anySeller();
        victim.arm(Point.BEFORE_COMMIT, Target.SESSION);
        Purchase purchase = line.buy(Trial.RACED, line.anyFront(), victim);
        Until.await(purchase + " to be told", PATIENCE, () -> created(purchase).isPresent());
        String id = created(purchase).orElseThrow().id();
        String first = receiver.posts(id).get(0);
        Manager paused = site.manager(first);
        paused.pause();
        progress.at(line.seller(), "raced: " + first + " is paused while it tells the callback");
        try {
            Until.await("another manager to tell " + id, PATIENCE, () -> receiver.posts(id).stream()
                    .anyMatch(manager -> !manager.equals(first)));
        } finally {
            paused.resume();
            receiver.unblock(id);
        }
        progress.at(line.seller(), "raced: " + first + " goes on beside the other one");
        line.awaitEnd(purchase);
    }

    private Optional<Event> created(Purchase purchase) throws Exception {
        return site.receiver().event("created", site.group(purchase));
    }

    private void awaitState(Purchase purchase, String state) throws Exception {
        Until.await(purchase + " to be " + state, PATIENCE, () -> site.operator()
                .state(site.group(purchase))
                .equals(state));
    }

    /** Not only parked, but with a reason that a manager tells whoever reads its log. */
    private void awaitParked(Purchase purchase) throws Exception {
        awaitState(purchase, "PARKED");
        Pattern reason = Pattern.compile(site.group(purchase) + ".*PARKED.*a person decides, since \\S+");
        Until.await("a manager to say why " + purchase + " is parked", PATIENCE, () -> site.managers().stream()
                .anyMatch(manager -> manager.said(reason)));
    }
}
