package io.txgroup.client.spi;

import io.txgroup.protocol.CallPath;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * What a unit keeps open until the group's outcome is known, for instance one JDBC connection with its local
 * transaction.
 *
 * <p>The unit calls {@link #checkBeforeJoin()} in the thread of the business method, the rest in threads of its own;
 * never two of them at once, except {@link #cancel()}. It ends each resource exactly once, with {@link #commit()} or
 * {@link #rollback()}, and each must give back what it held whether it succeeds or throws.
 */
public interface HeldResource {
    /** A name that tells the unit's resources apart, for people and for acknowledgements, for instance {@code ds#1}. */
    String name();

    /** Whether the outcome matters to this resource; false while it has only been read. */
    boolean takesPart();

    /** Whether {@link #prepare()} makes the work survive this process. */
    boolean canPrepare();

    /**
     * Finds out what would make a later commit fail: a failed transaction, a broken deferred constraint, a dead
     * session. After it the resource accepts no more work from this call.
     *
     * @throws Exception if the work can't be committed; the unit then votes no
     */
    void checkBeforeJoin() throws Exception;

    /**
     * Leaves in the work itself what proves its commit later, for each of these calls that has no such mark yet: all that
     * the unit has joined with or is about to, whether they worked here or not, for that is what a proof will name. Called
     * after {@link #checkBeforeJoin()} when the unit is about to join; a group that the starter commits alone leaves none.
     *
     * @throws Exception if it can't; the unit then votes no
     */
    default void mark(Set<CallPath> callPaths) throws Exception {}

    /**
     * Makes the work safe, or, if the resource can only hold, looks whether its session is alive.
     *
     * @throws Exception if the work can't be committed any more
     */
    void prepare() throws Exception;

    /**
     * Commits on the very session that was held, or what was prepared, and gives the resource back. Returns normally
     * only if the work is committed for certain, by the answer or by its mark.
     *
     * @throws ResourceLostException if it is proven that the work is not committed and never will be
     * @throws Exception if neither is certain
     */
    void commit() throws Exception;

    /**
     * Rolls back, and gives the resource back.
     *
     * @throws Exception if the rollback was not answered; the session is then closed, which ends its work too
     */
    void rollback() throws Exception;

    /** Stops what is running on the resource, if anything is; may be called at any time from any thread; must not wait. */
    void cancel();

    /**
     * Takes a resource, for instance a connection from a pool.
     *
     * @param <R> what is taken
     */
    interface Source<R extends HeldResource> extends Callable<R> {}
}
