package io.txgroup.verification.crash.repair;

import java.util.concurrent.CompletableFuture;

/**
 * One purchase that was asked for.
 *
 * @param request its number, in all books
 * @param seller the service that takes the order
 * @param began when it was asked for, by the launcher's own clock: before anything could be lost
 * @param status what the caller was answered; 0 without an answer
 */
record Purchase(
        long request,
        Trial trial,
        String seller,
        int account,
        long amount,
        long began,
        CompletableFuture<Integer> status) {
    @Override
    public String toString() {
        return "purchase " + request + " (" + trial + ", " + seller + ")";
    }
}
