package io.txgroup.manager.compensation;

import static java.util.Objects.requireNonNull;

import io.txgroup.protocol.RedoEnded;
import io.txgroup.protocol.UnitId;

/**
 * How one try to do a unit's work again has ended.
 *
 * @param number of the try, from 1 for each unit
 * @param at when the manager heard of it, in the store's milliseconds
 * @param by the process that did it
 */
public record Attempt(UnitId unit, int number, long at, String by, RedoEnded.Result result, String detail) {
    public Attempt {
        requireNonNull(unit, "unit is null");
        requireNonNull(by, "by is null");
        requireNonNull(result, "result is null");
        requireNonNull(detail, "detail is null");
    }
}
