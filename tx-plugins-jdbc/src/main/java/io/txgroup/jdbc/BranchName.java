package io.txgroup.jdbc;

import io.txgroup.client.spi.ResourceRecovery.PreparedBranch;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.UnitId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the database calls a branch: whose it is, and what its unit's managers must be asked to learn its outcome. At most
 * 129 characters; for XA at most 64 in each of its two parts.
 *
 * @param owner of {@link #owner}
 * @param groupId the group
 * @param epochMark of the epoch in which the group began
 * @param token the random part of the unit's name, whole
 * @param ordinal which of the unit's connections of the DataSource
 */
record BranchName(String owner, GroupId groupId, String epochMark, String token, int ordinal) {
    /** What every XA branch of ours has as its format; the server does not tell branches apart by it. */
    static final int XA_FORMAT = 0x5458_4752;

    private static final int OWNER_BYTES = 6;
    private static final int ORDINALS = Character.MAX_RADIX;
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9]{1,64}");
    private static final Pattern FORM =
            Pattern.compile("([0-9a-f]{12})\\.([0-9a-f]{32})\\.([0-9a-f]{8,16})\\.([1-9a-z])\\.([A-Za-z0-9]{1,64})");

    BranchName {
        if (!TOKEN.matcher(token).matches()) {
            throw new IllegalArgumentException("The unit's token '" + token
                    + "' can't be part of a branch's name: it is not of letters and digits");
        }
        if (ordinal < 1 || ordinal >= ORDINALS) {
            throw new IllegalArgumentException("The unit holds " + ordinal
                    + " connections of one DataSource; only the first " + (ORDINALS - 1) + " can be prepared");
        }
    }

    /** Twelve digits that tell the branches of one DataSource of one service of one installation from all others. */
    static String owner(String installation, String service, String dataSource) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest((installation + '\0' + service + '\0' + dataSource).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, OWNER_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256, this one does not", e);
        }
    }

    static BranchName of(String owner, GroupId groupId, Epoch epoch, UnitId unit, int ordinal) {
        return new BranchName(owner, groupId, epoch.mark(), unit.token(), ordinal);
    }

    /** Reads what {@link #toString} wrote; empty for anything else, which is none of our business. */
    static Optional<BranchName> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        String hex = form.group(2);
        UUID uuid = new UUID(Long.parseUnsignedLong(hex, 0, 16, 16), Long.parseUnsignedLong(hex, 16, 32, 16));
        if (uuid.version() != 7) {
            return Optional.empty();
        }
        int ordinal = Integer.parseInt(form.group(4), ORDINALS);
        return Optional.of(new BranchName(form.group(1), new GroupId(uuid), form.group(3), form.group(5), ordinal));
    }

    PreparedBranch branch() {
        return new PreparedBranch(toString(), groupId, token, epochMark, ordinal);
    }

    /** Everything before the token; the first part of an XA name. */
    private String group() {
        return owner + "." + groupId.toString().replace("-", "") + "." + epochMark + "."
                + Integer.toString(ordinal, ORDINALS);
    }

    /** How XA commands name it: two texts and a number. */
    String xid() {
        return xid(group(), token);
    }

    static String xid(String global, String branch) {
        return "'" + global + "','" + branch + "'," + XA_FORMAT;
    }

    @Override
    public String toString() {
        return group() + "." + token;
    }
}
