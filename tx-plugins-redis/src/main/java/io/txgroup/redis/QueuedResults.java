package io.txgroup.redis;

/** What becomes of a queued command whose answer its caller wants, such as INCR: {@code tx.redis.queued-results}. */
public enum QueuedResults {
    /** It fails and says why: nobody gets a null that code reckons with. */
    ERROR,
    /** It is queued and answers null, as in a transaction of Spring Data. */
    NULL
}
