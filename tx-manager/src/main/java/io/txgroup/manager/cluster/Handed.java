package io.txgroup.manager.cluster;

import static java.util.Objects.requireNonNull;

import io.txgroup.protocol.Message;
import io.txgroup.protocol.ProcessId;
import org.jspecify.annotations.Nullable;

/**
 * A message that another manager could not deliver itself.
 *
 * @param service for a process of this service; empty for every process
 * @param process that very one; null for any
 * @param message what it is to hear
 */
public record Handed(String service, @Nullable ProcessId process, Message.ToClient message) {
    public Handed {
        requireNonNull(service, "service is null");
        requireNonNull(message, "message is null");
        if (process != null && !process.service().equals(service)) {
            throw new IllegalArgumentException(process + " is no process of " + service);
        }
    }

    /** For that process. */
    public static Handed to(ProcessId process, Message.ToClient message) {
        return new Handed(process.service(), process, message);
    }

    /** For every process that understands it, of whatever service. */
    public static Handed toAll(Message.ToClient message) {
        return new Handed("", null, message);
    }

    /** Whether it is for every process. */
    public boolean isForAll() {
        return service.isEmpty();
    }

    /** For any one process of that service. */
    public static Handed toAny(String service, Message.ToClient message) {
        return new Handed(service, null, message);
    }
}
