package io.txgroup.protocol;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a unit holds, as far as it has told so: what it takes to look for its work in databases when it is gone.
 *
 * @param canPrepare whether all of it survives the unit's process once prepared; false if it is nothing
 * @param resources the names of what is held, each once; none, if the unit wrote nothing
 */
public record Holding(boolean canPrepare, List<String> resources) {
    public Holding {
        resources = List.copyOf(new LinkedHashSet<>(resources));
        canPrepare = canPrepare && !resources.isEmpty();
    }

    /** All that was told here or there. It can prepare if both can; nothing held speaks neither for nor against it. */
    public Holding and(Holding other) {
        Set<String> all = new LinkedHashSet<>(resources);
        all.addAll(other.resources);
        boolean everyone = (canPrepare || resources.isEmpty()) && (other.canPrepare || other.resources.isEmpty());
        return new Holding(everyone, List.copyOf(all));
    }
}
