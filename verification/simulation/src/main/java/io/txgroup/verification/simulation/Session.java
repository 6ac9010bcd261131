package io.txgroup.verification.simulation;

import io.txgroup.client.spi.CallScope;
import io.txgroup.client.spi.HeldResource;
import io.txgroup.protocol.CallPath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a unit works with in one resource manager, or a redo of its work: what is done in it is committed or rolled back as a whole. */
abstract class Session implements HeldResource {
    private final ServiceProcess process;
    private final UnitMark unit;
    private final SessionName name;
    private final Set<CallPath> marked = new TreeSet<>();
    private final List<Effect> effects = new ArrayList<>();
    private final List<Execution> users = new ArrayList<>();

    Session(ServiceProcess process, UnitMark unit, SessionName name) {
        this.process = process;
        this.unit = unit;
        this.name = name;
    }

    abstract ResourceManager resource();

    /** Adds to a row, as soon as it can be had. What comes then is told why not. */
    abstract void add(Effect effect, CallScope call, Consumer<@Nullable String> then);

    /** Reads a row. */
    void read(int row) {}

    /** Before the first work of a redo: takes the tombstones of what is lost here, or does nothing here. */
    abstract void repair() throws IOException;

    /** Whether it does lost work again. */
    abstract boolean isRepair();

    /** Whether it does lost work of this very resource again, and can still commit. */
    abstract boolean isRepairing();

    /** Whether nobody will do its work again, if it is lost. */
    abstract boolean isDiscarded();

    /** Whether its unit has ended it. */
    abstract boolean isGivenBack();

    abstract boolean hasEnded();

    /** Whether its work is there, for all to see. */
    abstract boolean isApplied();

    /** Whether its work is gone, and can't come back. */
    abstract boolean isDead();

    /** Whether nobody can commit it any more, though it may still be held. */
    boolean isForbidden() {
        return isDead();
    }

    abstract boolean isRolledBack();

    /** Whether it was prepared at any time: then nothing may lose it. */
    abstract boolean wasPrepared();

    /** Whether its work may be gone though it was committed, since nobody promised more. */
    boolean mayVanish() {
        return false;
    }

    final void worked(Effect effect) {
        effects.add(effect);
    }

    /** It has marks of these calls. */
    final void has(Collection<CallPath> callPaths) {
        marked.addAll(callPaths);
    }

    final Set<CallPath> marked() {
        return marked;
    }

    final boolean hasMarks(ResourceManager in, Collection<CallPath> callPaths, int ordinal) {
        return in == resource()
                && ordinal == name.ordinal()
                && callPaths.stream().anyMatch(marked::contains);
    }

    final void usedBy(Execution user) {
        users.add(user);
    }

    /** Whether its unit has answered, and then somebody has worked with it on whom nobody counts. */
    final boolean isMixed() {
        return unit.answered && users.stream().anyMatch(user -> !user.counts());
    }

    final List<Effect> effects() {
        return effects;
    }

    final SessionName sessionName() {
        return name;
    }

    @Override
    public final String name() {
        return name.toString();
    }

    final int ordinal() {
        return name.ordinal();
    }

    final int attempt() {
        return unit.attempt;
    }

    final ServiceProcess process() {
        return process;
    }

    final UnitMark unit() {
        return unit;
    }

    final Ledger ledger() {
        return name.ledger();
    }

    /** The random part of its unit's name. */
    final String token() {
        return name.token();
    }

    /** What became of it so far, in a word. */
    abstract String state();

    @Override
    public final String toString() {
        return name + " of " + process + " in " + ledger().id() + " ("
                + (unit.attempt > 0 ? "attempt " + unit.attempt + ", " : "") + state()
                + (isGivenBack() ? ", given back" : "") + ")";
    }
}
