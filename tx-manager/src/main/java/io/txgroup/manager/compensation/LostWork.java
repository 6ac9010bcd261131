package io.txgroup.manager.compensation;

import static java.util.Objects.requireNonNull;

import io.txgroup.protocol.UnitId;
import java.util.List;

/**
 * What is lost of one unit: the verdict that an attempt to repair it goes by.
 *
 * @param unit whose work it is
 * @param resources the names of the lost resources
 */
public record LostWork(UnitId unit, List<String> resources) {
    public LostWork {
        requireNonNull(unit, "unit is null");
        resources = List.copyOf(resources);
    }
}
