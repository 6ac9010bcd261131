package io.txgroup.client.net;

import static java.util.Objects.requireNonNull;

/**
 * How one manager's address stood at one moment, for those who only look.
 *
 * @param address where it is
 * @param managerId what the manager there calls itself; empty while it is not connected
 * @param usable whether groups can use it now
 * @param status how it stands, in words for a person
 */
public record ManagerView(ManagerAddress address, String managerId, boolean usable, String status) {
    public ManagerView {
        requireNonNull(address, "address is null");
        requireNonNull(managerId, "managerId is null");
        requireNonNull(status, "status is null");
    }
}
