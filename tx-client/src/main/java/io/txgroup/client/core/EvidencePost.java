package io.txgroup.client.core;

import io.txgroup.protocol.Message;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Evidence on its way to the managers: repeated until it is noted, for ten minutes at most. What is lost after that a
 * manager asks to be proven again. Thread-safe.
 */
final class EvidencePost {
    private static final long PATIENCE_NANOS = 600_000_000_000L;
    private static final int MOST = 10_000;

    private final Surroundings around;
    private final Map<Message.Evidence, Letter> letters = new LinkedHashMap<>();

    EvidencePost(Surroundings around) {
        this.around = around;
    }

    private static final class Letter {
        private final long since;
        private final Repetition repetition = new Repetition();

        Letter(long now) {
            this.since = now;
            repetition.restart(now);
        }
    }

    /** Sends it now, and again until it is noted. */
    void add(Message.Evidence evidence) {
        synchronized (this) {
            letters.put(evidence, new Letter(around.time().now()));
            Iterator<Letter> oldest = letters.values().iterator();
            while (letters.size() > MOST) {
                oldest.next();
                oldest.remove();
            }
        }
        around.link().send("", evidence);
    }

    /** Sends it once: whoever asked for it asks again if it is lost. */
    void answer(String manager, Message.Evidence evidence) {
        around.link().send(manager, evidence);
    }

    /** A manager has recorded it, or needs it no more. */
    synchronized void noted(Message.EvidenceNoted noted) {
        letters.keySet()
                .removeIf(evidence -> evidence.groupId().equals(noted.groupId())
                        && evidence.unit().equals(noted.unit())
                        && evidence.ends().stream()
                                .allMatch(end -> noted.resources().contains(end.resource())));
    }

    /** Time passes. Called by one thread. */
    void tick(long now) {
        Map<Message.Evidence, Letter> open;
        synchronized (this) {
            letters.values().removeIf(letter -> now - letter.since >= PATIENCE_NANOS);
            open = new LinkedHashMap<>(letters);
        }
        open.forEach((evidence, letter) -> {
            if (letter.repetition.due(now)) {
                around.link().send("", evidence);
            }
        });
    }
}
