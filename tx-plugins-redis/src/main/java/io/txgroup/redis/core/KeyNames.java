package io.txgroup.redis.core;

import io.txgroup.protocol.GroupId;
import java.nio.charset.StandardCharsets;

/**
 * What is kept in the application's Redis, all under one prefix ({@code tx.redis.key-prefix}, {@code txr:}).
 *
 * <p>Storage details; {@code t} is {@code {...}}, a tag whose slot is that of the queue's keys, {@code owner} the twelve
 * digits of {@link PartName#owner}:
 *
 * <ul>
 *   <li>{@code txr:t:part:NAME} a list: the queue of one unit, stored when it prepared, gone with the outcome. The number of
 *       its call paths, they, then of each command its number of words and they
 *   <li>{@code txr:t:marks:owner:GROUP} a hash: how a group's writes ended. A call path, and {@code P} with the unit's token
 *       while they are prepared, {@code C} with it when they are applied, {@code F} with it if some failed while they were,
 *       {@code T} if they were not and never will be, {@code D} if nobody will repair that. {@code #} and a token: what that
 *       unit prepares comes too late. {@code !} and a token: which commands failed
 *   <li>{@code txr:t:once:NAME} that a unit alone in its group has committed; for ten minutes, since a driver may say it twice
 *   <li>{@code txr:t:replicas} a number: the most replicas that were ever seen
 *   <li>{@code txr:t:rights} there within one script only, in which it is tried what a user may do
 *   <li>{@code txr:{owner}:prepared} a sorted set: the names of what is prepared, written before it
 *   <li>{@code txr:{owner}:ended} a sorted set: {@code GROUP|ordinal|epoch} of what has left marks
 * </ul>
 */
public final class KeyNames {
    private static final String[] TAGS = tags();

    private final String prefix;
    private final String owner;
    private final boolean cluster;

    KeyNames(String prefix, String owner, boolean cluster) {
        this.prefix = prefix;
        this.owner = owner;
        this.cluster = cluster;
    }

    /**
     * What one factory of one service stores.
     *
     * @param prefix what the names of all keys begin with; without braces
     * @param installation tells installations that share a Redis apart
     * @param factory the same in every instance of the service
     * @param isCluster whether keys lie in slots
     */
    public static KeyNames of(String prefix, String installation, String service, String factory, boolean isCluster) {
        return new KeyNames(prefix, PartName.owner(installation, service, factory), isCluster);
    }

    /** A short text in each slot, the same in every process. */
    private static String[] tags() {
        String[] tags = new String[Slots.COUNT];
        int missing = tags.length;
        for (int i = 0; missing > 0; i++) {
            String tag = Integer.toString(i, Character.MAX_RADIX);
            int slot = Slots.of(bytes(tag));
            if (tags[slot] == null) {
                tags[slot] = tag;
                missing--;
            }
        }
        return tags;
    }

    /** Whether keys lie in slots. */
    public boolean isCluster() {
        return cluster;
    }

    String owner() {
        return owner;
    }

    /** Which part of a unit's writes has that key; without a Cluster there is one. */
    public int ordinal(byte[] key) {
        return cluster ? Slots.of(key) + 1 : 1;
    }

    /** The slot that a part's keys are in; whatever it is, without a Cluster. */
    public static int slot(int ordinal) {
        return ordinal - 1;
    }

    private String tagged(int ordinal) {
        return prefix + "{" + TAGS[slot(ordinal)] + "}:";
    }

    byte[] part(PartName name) {
        return bytes(tagged(name.ordinal()) + "part:" + name);
    }

    /** How a group's writes ended. */
    public byte[] marks(GroupId groupId, int ordinal) {
        return bytes(tagged(ordinal) + "marks:" + owner + ":" + PartName.digits(groupId));
    }

    byte[] once(PartName name) {
        return bytes(tagged(name.ordinal()) + "once:" + name);
    }

    byte[] replicas(int ordinal) {
        return bytes(tagged(ordinal) + "replicas");
    }

    /** Nobody has it; to try commands with. */
    public byte[] rights(int ordinal) {
        return bytes(tagged(ordinal) + "rights");
    }

    /** The number of replicas beside the two indexes. */
    byte[] indexReplicas() {
        return bytes(prefix + "{" + owner + "}:replicas");
    }

    /** The index of what is prepared. */
    public byte[] prepared() {
        return bytes(prefix + "{" + owner + "}:prepared");
    }

    byte[] ended() {
        return bytes(prefix + "{" + owner + "}:ended");
    }

    /** Where the two indexes are. */
    int indexOrdinal() {
        return cluster ? Slots.of(bytes(owner)) + 1 : 1;
    }

    /** What the names of all keys begin with. */
    public String prefix() {
        return prefix;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
