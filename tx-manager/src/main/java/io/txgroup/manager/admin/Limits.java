package io.txgroup.manager.admin;

/** How much one request may ask for. */
final class Limits {
    private static final int PAGE = 500;

    private Limits() {}

    /** The size of a page, if it may be asked for. */
    static int page(int limit) {
        if (limit < 1 || limit > PAGE) {
            throw Problem.invalid("limit is " + limit + "; a page has 1 to " + PAGE + " items");
        }
        return limit;
    }
}
