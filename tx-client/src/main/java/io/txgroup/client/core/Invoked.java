package io.txgroup.client.core;

import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Compensation;
import io.txgroup.protocol.Invocation;

/** A method that a call is about to run, with its arguments. */
public interface Invoked {
    /** What may be done if its work is lost. */
    Compensation compensation();

    /** What it takes to run it again, written down now. Never throws: what can't be written is manual-only. */
    Invocation at(CallPath callPath);

    /** Code that nobody can find again, because no annotated method is its beginning. */
    static Invoked unnamed(String label) {
        return new Invoked() {
            @Override
            public Compensation compensation() {
                return Compensation.UNIT;
            }

            @Override
            public Invocation at(CallPath callPath) {
                return Invocation.manualOnly(callPath, label, "it was run by TxTemplate, not as a method of a bean");
            }
        };
    }
}
