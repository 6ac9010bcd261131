package io.txgroup.redis.core;

import io.txgroup.client.spi.ResourceRecovery.PreparedBranch;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a stored queue is called: whose it is, and what managers must be asked to learn its outcome.
 *
 * @param owner of {@link #owner}
 * @param groupId the group
 * @param ordinal one more than the slot of its keys in a Redis Cluster, else 1
 * @param token the random part of the unit's name, whole
 * @param epoch the epoch in which the group began
 */
record PartName(String owner, GroupId groupId, int ordinal, String token, Epoch epoch) {
    private static final int OWNER_BYTES = 6;
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9]{1,64}");
    private static final Pattern FORM = Pattern.compile(
            "([0-9a-f]{12})\\.([0-9a-f]{32})\\.([1-9][0-9]{0,4})\\.([A-Za-z0-9]{1,64})\\.(.{1,64})", Pattern.DOTALL);

    PartName {
        if (!TOKEN.matcher(token).matches()) {
            throw new IllegalArgumentException("The unit's token '" + token
                    + "' can't be part of a stored queue's name: it is not of letters and digits");
        }
    }

    /** Twelve digits that tell what one factory of one service of one installation stores from all others. */
    static String owner(String installation, String service, String factory) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest((installation + '\0' + service + '\0' + factory).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, OWNER_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256, this one does not", e);
        }
    }

    /** Reads what {@link #toString} wrote; empty for anything else, which is none of our business. */
    static Optional<PartName> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        return groupOf(form.group(2))
                .map(group -> new PartName(
                        form.group(1),
                        group,
                        Integer.parseInt(form.group(3)),
                        form.group(4),
                        new Epoch(form.group(5))));
    }

    /** The 32 digits of a group's name; in their order groups began one after the other. */
    static String digits(GroupId groupId) {
        return groupId.toString().replace("-", "");
    }

    static Optional<GroupId> groupOf(String digits) {
        UUID uuid = new UUID(Long.parseUnsignedLong(digits, 0, 16, 16), Long.parseUnsignedLong(digits, 16, 32, 16));
        return uuid.version() == 7 ? Optional.of(new GroupId(uuid)) : Optional.empty();
    }

    PreparedBranch branch() {
        return new PreparedBranch(toString(), groupId, token, epoch.mark(), ordinal);
    }

    @Override
    public String toString() {
        return owner + "." + digits(groupId) + "." + ordinal + "." + token + "." + epoch;
    }
}
