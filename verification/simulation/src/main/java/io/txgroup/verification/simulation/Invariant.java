package io.txgroup.verification.simulation;

/** What must hold in every run, in the words of the protocol. */
public enum Invariant {
    ONE_OUTCOME("no two outcomes are told"),
    ALL_OR_NOTHING("no unit commits while another member rolled back"),
    TRUE_ANSWER("what the caller is told is the recorded outcome"),
    NEVER_ALONE("a unit that has answered success never rolls back alone, and none commits without being told"),
    FAILURE_COUNTS("a failed call never ends in COMMIT"),
    EXACTLY_ONCE("each effect happens once if the group commits, and never otherwise"),
    GIVEN_BACK("every held resource is given back"),
    ENDS("every group ends once the network heals"),
    SHORT_CUT("the short cut never leaves a group behind"),
    GATE("what was told survives every failover"),
    RECORD_FIRST("no call leaves before its group has a record"),
    ONE_NOT_AFTER("every repetition of a create has the same not-after"),
    DURABLE_YES("a durable yes is never lost"),
    LOST_ONLY_IF_TRUE("what is recorded as lost is not committed, and never will be"),
    CALLBACK_FIRST("nothing is done about lost work before the callback has answered, and nothing that nobody wants"),
    CLOSED_IS_WHOLE("closed means that nothing is missing"),
    RESOLVED_FOR_GOOD("resolved means that nothing of what is lost is applied, nor ever will be"),
    WHOLE_ATTEMPT("an attempt to make all calls again is committed as a whole or not at all"),
    ONE_ORDER("of two orders on the same stand one counts"),
    NO_HEURISTIC("no unit acknowledges something else than the outcome"),
    NO_FAILURE("the cores throw nothing that they do not promise");

    private final String law;

    Invariant(String law) {
        this.law = law;
    }

    String law() {
        return law;
    }
}
