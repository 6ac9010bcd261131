package io.txgroup.manager.cluster;

import io.txgroup.manager.group.Peers;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.ProcessId;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The processes that are connected here, and through other managers those that are connected there. A message for the
 * latter is handed over once and forgotten: whoever waits for it asks again. Thread-safe; never blocks.
 */
public final class HandOver implements Peers {
    private static final Logger log = LoggerFactory.getLogger(HandOver.class);

    private final Peers here;
    private final Presence presence;
    private final LongAdder handed = new LongAdder();
    private final LongAdder unheard = new LongAdder();
    private final LongAdder arrived = new LongAdder();
    private final LongAdder stray = new LongAdder();

    /** Ties both ways together. */
    public HandOver(Peers here, Presence presence) {
        this.here = here;
        this.presence = presence;
    }

    /**
     * What was handed over since the start.
     *
     * @param handed messages that this manager could not deliver itself
     * @param unheard of those, how many no other manager has heard
     * @param arrived messages that others handed to this one
     * @param stray of those, how many it could not deliver either
     */
    public record Counts(long handed, long unheard, long arrived, long stray) {}

    @Override
    public boolean send(ProcessId to, Message.ToClient message) {
        return here.send(to, message) || handOver(Handed.to(to, message));
    }

    @Override
    public boolean sendToService(String service, Message.ToClient message) {
        return here.sendToService(service, message) || handOver(Handed.toAny(service, message));
    }

    @Override
    public void sendToAll(Message.ToClient message) {
        here.sendToAll(message);
        handOver(Handed.toAll(message));
    }

    /** Whether anybody hears it is not known yet. */
    private boolean handOver(Handed message) {
        handed.increment();
        presence.handOver(message).whenComplete((heard, failure) -> {
            if (heard == null || heard == 0) {
                unheard.increment();
                log.debug("Nobody is there to hand over to, it will be asked for again: {}", message, failure);
            }
        });
        return true;
    }

    /** Another manager has handed this over. It goes no further than to who is connected here. */
    public void arrived(Handed message) {
        arrived.increment();
        ProcessId process = message.process();
        if (message.isForAll()) {
            here.sendToAll(message.message());
            return;
        }
        boolean sent = process == null
                ? here.sendToService(message.service(), message.message())
                : here.send(process, message.message());
        if (!sent) {
            stray.increment();
            log.debug("Handed over, but not connected here any more, it will be asked for again: {}", message);
        }
    }

    /** What was handed over since the start. */
    public Counts counts() {
        return new Counts(handed.sum(), unheard.sum(), arrived.sum(), stray.sum());
    }
}
