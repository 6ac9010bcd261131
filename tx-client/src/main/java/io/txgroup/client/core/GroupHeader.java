package io.txgroup.client.core;

import io.txgroup.client.spi.MalformedHeaderException;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import org.jspecify.annotations.Nullable;

/**
 * What a call tells its callee of the group. As text: {@code 1;groupId;epoch;callPath;timeLeftMillis;home}; of a call that is
 * made again because work was lost: {@code 2;...;attempt;caller}, which a service that does not know it refuses.
 *
 * @param callPath where the call stands
 * @param timeLeftMillis until the group's deadline
 * @param home the manager that keeps the group's record at hand
 * @param again which attempt to make all calls again this is; null for a call of the group itself
 */
public record GroupHeader(
        GroupId groupId, Epoch epoch, CallPath callPath, long timeLeftMillis, String home, @Nullable Again again) {
    private static final String VERSION = "1";
    private static final String VERSION_OF_AGAIN = "2";
    private static final int PARTS = 6;
    private static final int PARTS_OF_AGAIN = 8;
    private static final int MAX_LENGTH = 1_000;

    /** Of a call of the group itself. */
    public GroupHeader(GroupId groupId, Epoch epoch, CallPath callPath, long timeLeftMillis, String home) {
        this(groupId, epoch, callPath, timeLeftMillis, home, null);
    }

    /**
     * That a call is made again.
     *
     * @param attempt from 1
     * @param caller where the caller stood in the original; null if it is none of the original's calls
     */
    public record Again(int attempt, @Nullable CallPath caller) {}

    /** Reads what {@link #toString()} wrote. */
    public static GroupHeader parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new MalformedHeaderException(
                    "The group header has " + text.length() + " characters, at most " + MAX_LENGTH + " are allowed");
        }
        String[] parts = text.split(";", -1);
        boolean again = parts[0].equals(VERSION_OF_AGAIN);
        if (!again && !parts[0].equals(VERSION)) {
            throw new MalformedHeaderException("The group header begins with '" + parts[0]
                    + "', known are versions 1 and 2: upgrade this service first");
        }
        int wanted = again ? PARTS_OF_AGAIN : PARTS;
        if (parts.length != wanted) {
            throw new MalformedHeaderException("The group header has " + parts.length + " parts instead of " + wanted);
        }
        try {
            return new GroupHeader(
                    GroupId.parse(parts[1]),
                    new Epoch(parts[2]),
                    new CallPath(parts[3]),
                    Long.parseLong(parts[4]),
                    PercentText.decode(parts[5]),
                    again
                            ? new Again(Integer.parseInt(parts[6]), parts[7].isEmpty() ? null : new CallPath(parts[7]))
                            : null);
        } catch (IllegalArgumentException e) {
            throw new MalformedHeaderException("The group header can't be read: " + e.getMessage());
        }
    }

    @Override
    public String toString() {
        String common = String.join(
                ";",
                again == null ? VERSION : VERSION_OF_AGAIN,
                groupId.toString(),
                epoch.token(),
                callPath.value(),
                Long.toString(timeLeftMillis),
                PercentText.encode(home));
        CallPath caller = again == null ? null : again.caller();
        return again == null ? common : common + ";" + again.attempt() + ";" + (caller == null ? "" : caller);
    }
}
