package io.txgroup.client.core;

import io.txgroup.client.spi.MalformedHeaderException;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;

/**
 * What a call tells its callee of the group. As text: {@code 1;groupId;epoch;callPath;timeLeftMillis;home}.
 *
 * @param callPath where the call stands
 * @param timeLeftMillis until the group's deadline
 * @param home the manager that keeps the group's record at hand
 */
public record GroupHeader(GroupId groupId, Epoch epoch, CallPath callPath, long timeLeftMillis, String home) {
    private static final String VERSION = "1";
    private static final int MAX_LENGTH = 1_000;

    /** Reads what {@link #toString()} wrote. */
    public static GroupHeader parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new MalformedHeaderException(
                    "The group header has " + text.length() + " characters, at most " + MAX_LENGTH + " are allowed");
        }
        String[] parts = text.split(";", -1);
        if (!parts[0].equals(VERSION)) {
            throw new MalformedHeaderException("The group header begins with '" + parts[0] + "', known is version "
                    + VERSION + ": upgrade this service first");
        }
        if (parts.length != 6) {
            throw new MalformedHeaderException("The group header has " + parts.length + " parts instead of 6");
        }
        try {
            return new GroupHeader(
                    GroupId.parse(parts[1]),
                    new Epoch(parts[2]),
                    new CallPath(parts[3]),
                    Long.parseLong(parts[4]),
                    PercentText.decode(parts[5]));
        } catch (IllegalArgumentException e) {
            throw new MalformedHeaderException("The group header can't be read: " + e.getMessage());
        }
    }

    @Override
    public String toString() {
        return String.join(
                ";",
                VERSION,
                groupId.toString(),
                epoch.token(),
                callPath.value(),
                Long.toString(timeLeftMillis),
                PercentText.encode(home));
    }
}
