package io.txgroup.verification.simulation;

/** Why a group may be left as it is when everything has become quiet. */
enum Excuse {
    MARKS_GONE("in doubt: others have ended what it prepared, and its marks are removed: a person decides"),
    FORGOTTEN("in doubt: the store has forgotten it, and so has a process that had a part in it"),
    LOST("parked: what is lost of it waits for a person"),
    MIXED("committed, but a repeated request has worked in a unit that had joined: held for a person");

    private final String what;

    Excuse(String what) {
        this.what = what;
    }

    /** Whether its units may still hold what they hold. */
    boolean mayHold() {
        return this != LOST;
    }

    String what() {
        return what;
    }
}
