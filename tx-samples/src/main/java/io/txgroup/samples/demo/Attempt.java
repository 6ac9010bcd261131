package io.txgroup.samples.demo;

import io.txgroup.samples.demo.Shop.Reply;
import io.txgroup.samples.demo.Shop.Told;
import java.util.Optional;

/** An order that was tried, and what should have become of it. */
record Attempt(String orderNumber, String fault, Wanted wanted, Reply reply) {
    enum Wanted {
        /** The caller is told so, and everything is there. */
        COMMIT,
        /** The caller is told so, and nothing is there. */
        ROLLBACK,
        /** Everything is there if the caller was told success, nothing if failure, either if the caller knows of nothing. */
        AS_TOLD,
        /** The caller is told failure, and the earlier order of that number is still there. */
        REFUSED
    }

    /** What is wrong with this order, by what its caller was told and what the databases hold. */
    Optional<String> finding(Books books) {
        boolean there = books.contains(orderNumber);
        Told told = reply.told();
        boolean right =
                switch (wanted) {
                    case COMMIT -> told == Told.PLACED && there;
                    case ROLLBACK -> told == Told.FAILED && !there;
                    case REFUSED -> told == Told.FAILED && there;
                    case AS_TOLD -> told == Told.UNKNOWN || there == (told == Told.PLACED);
                };
        if (right) {
            return Optional.empty();
        }
        return Optional.of("order " + orderNumber + ": wanted " + wanted + ", the caller was told " + told
                + ", the order is " + (there ? "" : "not ") + "there; the reply was " + reply.text());
    }
}
