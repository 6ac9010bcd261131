package io.txgroup.client.compensation;

import io.txgroup.client.core.CannotRepeatException;
import io.txgroup.client.spi.TxContextCarrier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** What goes along beside arguments. Thread-safe. */
final class Contexts {
    private final Map<String, TxContextCarrier> carriers = new TreeMap<>();

    /** Fails if two carriers have one name. */
    Contexts(List<TxContextCarrier> carriers) {
        for (TxContextCarrier carrier : carriers) {
            TxContextCarrier other = this.carriers.put(carrier.name(), carrier);
            if (other != null) {
                throw new IllegalStateException("Two TxContextCarriers have the name '" + carrier.name() + "': "
                        + other.getClass().getName() + " and "
                        + carrier.getClass().getName()
                        + "; give one of them another name");
            }
        }
    }

    Map<String, String> capture() throws NotWritableException {
        Map<String, String> captured = new TreeMap<>();
        for (Map.Entry<String, TxContextCarrier> carrier : carriers.entrySet()) {
            try {
                carrier.getValue().capture().ifPresent(value -> captured.put(carrier.getKey(), value));
            } catch (RuntimeException e) {
                throw new NotWritableException("the context " + carrier.getKey() + " could not be captured: "
                        + e.getClass().getName());
            }
        }
        return captured;
    }

    void require(Map<String, String> captured) throws CannotRepeatException {
        TreeSet<String> unknown = new TreeSet<>(captured.keySet());
        unknown.removeAll(carriers.keySet());
        if (!unknown.isEmpty()) {
            throw new CannotRepeatException("this process has no TxContextCarrier for " + unknown);
        }
    }

    /** Runs it with that context; what was restored is taken away again, the last first. */
    void with(Map<String, String> captured, Work work) throws Throwable {
        Deque<TxContextCarrier.Restored> restored = new ArrayDeque<>();
        try {
            for (Map.Entry<String, String> entry : new TreeMap<>(captured).entrySet()) {
                TxContextCarrier carrier = carriers.get(entry.getKey());
                if (carrier != null) {
                    restored.push(carrier.restore(entry.getValue()));
                }
            }
            work.run();
        } finally {
            for (TxContextCarrier.Restored one : new ArrayList<>(restored)) {
                one.close();
            }
        }
    }

    interface Work {
        void run() throws Throwable;
    }
}
