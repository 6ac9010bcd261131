package io.txgroup.samples.faults;

/** The exception that a request asked for. */
final class DemoFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DemoFault(String service) {
        super("Demo fault: " + service + " throws, as the request asked, after its work was done");
    }
}
