package io.txgroup.protocol;

import static java.util.Objects.requireNonNull;

/**
 * One running process of a service. A restart is another process.
 *
 * @param service the service's name, which its secret is bound to
 * @param instance the instance's name, the same after a restart
 * @param process random, made when the process started
 */
public record ProcessId(String service, String instance, String process) {
    private static final int MAX_LENGTH = 200;

    public ProcessId {
        check(service, "service");
        check(instance, "instance");
        check(process, "process");
    }

    private static void check(String text, String what) {
        requireNonNull(text, () -> what + " is null");
        if (text.isBlank() || text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("The " + what + "'s name has 1 to " + MAX_LENGTH + " characters");
        }
    }

    @Override
    public String toString() {
        return service + "/" + instance + "/" + process;
    }
}
