package io.txgroup.redis.core;

import io.txgroup.client.spi.ResourceLostException;
import io.txgroup.client.spi.ResourceRecovery.OldMark;
import io.txgroup.client.spi.ResourceRecovery.Proof;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Stored queues and what became of them. Whatever is told from here has passed the gate: a prepared queue and its end survive
 * the loss of the server that took them. Each step may be done twice, by anybody. Thread-safe; blocks.
 */
final class Parts {
    private static final String OK = "OK";
    private static final int MOST = 10_000;

    private final RedisSessions sessions;
    private final KeyNames keys;

    Parts(RedisSessions sessions, KeyNames keys) {
        this.sessions = sessions;
        this.keys = keys;
    }

    /**
     * Stores a queue.
     *
     * @throws IOException if it is not stored, or perhaps not safely: the unit must vote no
     */
    void prepare(PartName name, Collection<CallPath> paths, Queue queue) throws IOException {
        List<byte[]> args = words(name.toString(), name.token());
        args.addAll(queue.conditions());
        args.addAll(paths(paths));
        args.addAll(queue.words());
        RedisAnswer answer = sessions.with(session -> {
            if (keys.isCluster()) {
                requireSafe(index(session, name.toString(), "", ""), name);
            }
            byte[][] names = keys.isCluster()
                    ? names(name.ordinal(), keys.part(name), marks(name))
                    : names(1, keys.part(name), marks(name), keys.prepared());
            return session.run(RedisScript.PREPARE, KeyNames.slot(name.ordinal()), names, args, true);
        });
        requireAgreed(answer);
        requireSafe(answer, name);
    }

    /** Looks whether what was read and what is needed is still so. */
    void check(int ordinal, Queue queue) throws IOException {
        requireAgreed(sessions.with(session ->
                session.run(RedisScript.CHECK, KeyNames.slot(ordinal), names(ordinal), queue.conditions(), false)));
    }

    private static void requireAgreed(RedisAnswer answer) throws IOException {
        switch (answer.status()) {
            case OK -> {}
            case "CHANGED" ->
                throw new IOException("Key " + answer.detail(0)
                        + " was changed by somebody else since the group has read it (tx.redis.watch=read-keys); run the"
                        + " transaction again");
            case "TYPE" ->
                throw new IOException("Key " + answer.detail(0) + " is a " + answer.detail(2)
                        + ", and a queued command needs a " + answer.detail(1));
            case "FORBIDDEN" ->
                throw new IOException("This user of Redis may not call " + answer.detail(0) + " for key "
                        + answer.detail(1) + "; grant it (ACL SETUSER), then run the transaction again");
            case "FENCED" ->
                throw new IOException("It comes too late: its end was decided elsewhere (" + answer.detail(0) + ")");
            default -> throw new IOException("Redis answered " + answer);
        }
    }

    private static void requireSafe(RedisAnswer answer, PartName name) throws IOException {
        if (!answer.isSafe()) {
            throw new IOException("Stored queue " + name + " is not safe: " + answer.gate()
                    + "; bring the replicas back, or set tx.redis.replicas to the number that there will be");
        }
    }

    /**
     * Applies a stored queue, once, whoever else tries.
     *
     * @throws ResourceLostException if it is proven that it never will be, or not all of it could be applied
     * @throws IOException if that is not certain; to be tried again
     */
    void commit(PartName name, BooleanSupplier stillHolds) throws IOException, ResourceLostException {
        List<byte[]> args = words(name.toString(), name.token(), ended(name));
        RedisAnswer answer = end(name, RedisScript.COMMIT, args, stillHolds);
        switch (answer.status()) {
            case OK -> {}
            case "FAILED" -> throw failed(name, answer);
            case "FENCED" ->
                throw lost(name, "its commit was forbidden before it came: a tombstone stands where its mark would be");
            case "MISSING" ->
                throw new IOException("Stored queue " + name
                        + " was prepared and is gone: somebody deleted it, or Redis has" + " evicted it (keys "
                        + keys.prefix() + "*); it can't be applied any more, and a person must look");
            default ->
                throw new IOException("Stored queue " + name + " is not there, and no mark tells how it ended ("
                        + answer + "): this Redis has lost it, or it ended long ago");
        }
    }

    /** Removes a stored queue, and keeps it from coming late. */
    void rollback(PartName name, BooleanSupplier stillHolds) throws IOException {
        List<byte[]> args = words(name.toString(), name.token(), ended(name));
        RedisAnswer answer = end(name, RedisScript.ROLLBACK, args, stillHolds);
        if (!answer.is(OK)) {
            throw new IOException("Stored queue " + name + " was to be rolled back, but is applied (" + answer + ")");
        }
    }

    private RedisAnswer end(PartName name, RedisScript script, List<byte[]> args, BooleanSupplier stillHolds)
            throws IOException {
        return sessions.with(session -> {
            if (!stillHolds.getAsBoolean()) {
                throw new IOException("Stored queue " + name
                        + " - left as it is: what the managers told is out of date; it is asked for again");
            }
            byte[][] names = keys.isCluster()
                    ? names(name.ordinal(), keys.part(name), marks(name))
                    : names(1, keys.part(name), marks(name), keys.prepared(), keys.ended());
            RedisAnswer answer = session.run(script, KeyNames.slot(name.ordinal()), names, args, true);
            requireSafe(answer, name);
            boolean hasEnded = answer.is(OK) || answer.is("FAILED");
            if (keys.isCluster() && hasEnded) {
                requireSafe(index(session, "", name.toString(), ended(name)), name);
            }
            return answer;
        });
    }

    private static ResourceLostException failed(PartName name, RedisAnswer answer) {
        return lost(name, inPart(answer));
    }

    private static String inPart(RedisAnswer answer) {
        return "all of it was applied but what failed: " + answer.detail(0)
                + "; nothing of it is done again by itself, a person must look";
    }

    private static ResourceLostException lost(PartName name, String why) {
        return lost("Stored queue " + name, why);
    }

    private static ResourceLostException lost(String what, String why) {
        return new ResourceLostException(what + " - " + why, new IOException(why));
    }

    /**
     * Applies a queue that was never stored, and leaves marks.
     *
     * @param before the mark that each call must have: {@code T} for a repair, nothing for an original
     */
    void direct(PartName name, Collection<CallPath> paths, Queue queue, String before)
            throws IOException, ResourceLostException {
        List<byte[]> args = words(name.token(), ended(name), before);
        args.addAll(queue.conditions());
        args.addAll(paths(paths));
        args.addAll(queue.words());
        RedisAnswer answer = sessions.with(session -> {
            byte[][] names =
                    keys.isCluster() ? names(name.ordinal(), marks(name)) : names(1, marks(name), keys.ended());
            if (keys.isCluster()) {
                requireSafe(index(session, "", "", ended(name)), name);
            }
            RedisAnswer applied = session.run(RedisScript.DIRECT, KeyNames.slot(name.ordinal()), names, args, true);
            requireSafe(applied, name);
            return applied;
        });
        switch (answer.status()) {
            case OK -> {}
            case "FAILED" -> throw failed(name, answer);
            case "FENCED" -> {
                String found = "its mark is " + answer.detail(0) + " where " + (before.isEmpty() ? "none" : before)
                        + " must be";
                if (before.isEmpty() && answer.detail(0).startsWith("T")) {
                    throw lost(name, "its commit was forbidden before it came: " + found);
                }
                throw new IOException("Queue " + name + " is not applied: " + found);
            }
            default -> requireAgreed(answer);
        }
    }

    /** Applies the queue of a unit that is alone in its group: nobody will ask for it. */
    void alone(PartName name, Queue queue) throws IOException, ResourceLostException {
        List<byte[]> args = new ArrayList<>(queue.conditions());
        args.addAll(queue.words());
        RedisAnswer answer = sessions.with(session -> session.run(
                RedisScript.ALONE, KeyNames.slot(name.ordinal()), names(name.ordinal(), keys.once(name)), args, false));
        if (answer.is("FAILED")) {
            throw failed(name, answer);
        }
        requireAgreed(answer);
    }

    /**
     * Leaves a mark where there is none that says how it ended; what that proves.
     *
     * @throws ResourceLostException if all of it was applied but what its message names
     */
    Proof prove(GroupId groupId, Collection<CallPath> paths, int ordinal, Looking looking, @Nullable Epoch epoch)
            throws IOException, ResourceLostException {
        String ended = epoch == null ? "" : ended(groupId, ordinal, epoch);
        List<byte[]> args = words(looking.leaves(), looking.confirms() ? "+" : "", ended);
        args.addAll(paths(paths));
        RedisAnswer answer = sessions.with(session -> {
            byte[] marks = keys.marks(groupId, ordinal);
            byte[][] names =
                    keys.isCluster() || epoch == null ? names(ordinal, marks) : names(ordinal, marks, keys.ended());
            if (keys.isCluster() && epoch != null) {
                index(session, "", "", ended);
            }
            return session.run(RedisScript.PROVE, KeyNames.slot(ordinal), names, args, true);
        });
        if (!answer.isSafe()) {
            throw new IOException(
                    "What became of group " + groupId + " in Redis is not safe to tell: " + answer.gate());
        }
        if (answer.is("FAILED")) {
            throw lost("Queue " + ordinal + " of group " + groupId, inPart(answer));
        }
        return Proof.valueOf(answer.status());
    }

    /** The names of what is prepared and has not ended. */
    List<PartName> prepared() throws IOException {
        List<PartName> names = new ArrayList<>();
        for (byte[] member : sessions.with(session ->
                session.members(KeyNames.slot(keys.indexOrdinal()), keys.prepared(), new byte[0], null, MOST))) {
            PartName.parse(new String(member, StandardCharsets.UTF_8))
                    .filter(name -> name.owner().equals(keys.owner()))
                    .ifPresent(names::add);
        }
        return names;
    }

    /** Groups that have left marks, in the order in which they began: after that one, and before that time. */
    List<OldMark> ended(@Nullable GroupId after, long beganBefore, int most) throws IOException {
        byte[] from = Keys.utf8(after == null ? "" : PartName.digits(after) + "~");
        byte[] to = Keys.utf8(String.format("%012x", Math.max(0, beganBefore)));
        List<OldMark> marks = new ArrayList<>();
        for (byte[] member : sessions.with(
                session -> session.members(KeyNames.slot(keys.indexOrdinal()), keys.ended(), from, to, most))) {
            Ended.parse(member)
                    .map(Ended::mark)
                    .filter(mark -> !marks.contains(mark))
                    .ifPresent(marks::add);
        }
        return marks;
    }

    /** Removes the marks of groups that are over. */
    void forget(List<GroupId> groups) throws IOException {
        int index = KeyNames.slot(keys.indexOrdinal());
        for (GroupId group : groups) {
            String digits = PartName.digits(group);
            sessions.with(session -> {
                List<byte[]> members =
                        session.members(index, keys.ended(), Keys.utf8(digits), Keys.utf8(digits + "~"), MOST);
                for (byte[] member : members) {
                    Optional<Ended> ended = Ended.parse(member);
                    if (ended.isPresent()) {
                        int ordinal = ended.get().ordinal();
                        session.delete(KeyNames.slot(ordinal), keys.marks(group, ordinal));
                    }
                    session.remove(index, keys.ended(), member);
                }
                return members.size();
            });
        }
    }

    /** Notes how many replicas there are now, for whoever comes when they are away. */
    void note() throws IOException {
        check(keys.isCluster() ? keys.indexOrdinal() : 1, new Queue());
    }

    /** What the servers say of themselves. */
    String info(String section) throws IOException {
        return sessions.with(session -> session.info(0, section));
    }

    private RedisAnswer index(RedisSession session, String add, String remove, String ended) throws IOException {
        int ordinal = keys.indexOrdinal();
        return session.run(
                RedisScript.INDEX,
                KeyNames.slot(ordinal),
                new byte[][] {keys.indexReplicas(), keys.prepared(), keys.ended()},
                words(add, remove, ended),
                true);
    }

    private byte[] marks(PartName name) {
        return keys.marks(name.groupId(), name.ordinal());
    }

    private static String ended(PartName name) {
        return ended(name.groupId(), name.ordinal(), name.epoch());
    }

    private static String ended(GroupId groupId, int ordinal, Epoch epoch) {
        return PartName.digits(groupId) + "|" + ordinal + "|" + epoch;
    }

    /** One member of the index of what has ended. */
    private record Ended(OldMark mark, int ordinal) {
        static Optional<Ended> parse(byte[] member) {
            String[] parts = new String(member, StandardCharsets.UTF_8).split("\\|", 3);
            return parts.length < 3 || parts[0].length() != 32
                    ? Optional.empty()
                    : PartName.groupOf(parts[0])
                            .map(group ->
                                    new Ended(new OldMark(group, new Epoch(parts[2])), Integer.parseInt(parts[1])));
        }
    }

    private static List<byte[]> words(String... words) {
        List<byte[]> all = new ArrayList<>();
        for (String word : words) {
            all.add(Keys.utf8(word));
        }
        return all;
    }

    private static List<byte[]> paths(Collection<CallPath> paths) {
        List<byte[]> words = words(Integer.toString(paths.size()));
        paths.forEach(path -> words.add(Keys.utf8(path.value())));
        return words;
    }

    private byte[][] names(int ordinal, byte[]... more) {
        byte[][] names = new byte[more.length + 1][];
        names[0] = keys.replicas(ordinal);
        System.arraycopy(more, 0, names, 1, more.length);
        return names;
    }
}
