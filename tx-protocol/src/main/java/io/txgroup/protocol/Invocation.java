package io.txgroup.protocol;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * One call that a unit has served, with what it takes to run it again. Of version 4 of the protocol.
 *
 * @param callPath which call it was
 * @param methodId the stable name of the method in its service: no name of a class to be loaded
 * @param arguments a JSON array of the arguments as they were when the method was entered; empty if it is manual-only
 * @param sensitive JSON pointers into the arguments, for instance {@code /0/card}: whoever shows them masks these values
 * @param context what was carried beside the arguments, such as a tenant, by the name of its carrier
 * @param manualOnly why it can't be run again by itself, in words for a person; empty if it can
 */
public record Invocation(
        CallPath callPath,
        String methodId,
        String arguments,
        List<String> sensitive,
        Map<String, String> context,
        String manualOnly) {
    private static final int HASH_BYTES = 16;

    public Invocation {
        requireNonNull(callPath, "callPath is null");
        requireNonNull(methodId, "methodId is null");
        requireNonNull(arguments, "arguments is null");
        sensitive = List.copyOf(sensitive);
        context = Map.copyOf(context);
        requireNonNull(manualOnly, "manualOnly is null");
    }

    /** An invocation that a person has to run again. */
    public static Invocation manualOnly(CallPath callPath, String methodId, String why) {
        return new Invocation(callPath, methodId, "", List.of(), Map.of(), why);
    }

    /** Whether it can be run again without a person. */
    public boolean canRunAgain() {
        return manualOnly.isEmpty();
    }

    /** Tells whether two calls of one method had the same arguments, without telling them; empty if they are not known. */
    public String argumentsHash() {
        if (arguments.isEmpty()) {
            return "";
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(arguments.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    /** Without arguments and context, which don't belong into a log. */
    @Override
    public String toString() {
        String how = canRunAgain() ? arguments.length() + " characters of arguments" : "manual only: " + manualOnly;
        return methodId + " of call " + callPath + " (" + how + ")";
    }
}
