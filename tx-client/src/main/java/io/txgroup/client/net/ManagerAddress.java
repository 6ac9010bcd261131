package io.txgroup.client.net;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;

/**
 * Where a manager, or a balancer in front of managers, takes connections.
 *
 * @param host a name, looked up anew at every attempt, or a literal address
 * @param port 1 to 65535
 */
public record ManagerAddress(String host, int port) implements Comparable<ManagerAddress> {
    private static final Comparator<ManagerAddress> ORDER =
            Comparator.comparing(ManagerAddress::host).thenComparing(ManagerAddress::port);

    public ManagerAddress {
        requireNonNull(host, "host is null");
        if (host.isBlank()) {
            throw new IllegalArgumentException("A manager's address needs a host");
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("A manager's port is 1 to 65535, not " + port);
        }
    }

    /**
     * Reads {@code host:port}; a literal IPv6 address stands in brackets.
     *
     * @throws IllegalArgumentException if the text has another form; says which one is needed
     */
    public static ManagerAddress parse(String text) {
        String trimmed = text.strip();
        int colon = trimmed.lastIndexOf(':');
        if (colon < 1) {
            throw notAnAddress(text);
        }
        String host = trimmed.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (!bracketed && host.indexOf(':') >= 0) {
            throw notAnAddress(text);
        }
        try {
            return new ManagerAddress(
                    bracketed ? host.substring(1, host.length() - 1) : host,
                    Integer.parseInt(trimmed.substring(colon + 1)));
        } catch (NumberFormatException e) {
            throw notAnAddress(text);
        }
    }

    private static IllegalArgumentException notAnAddress(String text) {
        return new IllegalArgumentException(
                "'" + text + "' is not a manager's address such as tx-manager.example:7300 or [::1]:7300");
    }

    @Override
    public int compareTo(ManagerAddress other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
