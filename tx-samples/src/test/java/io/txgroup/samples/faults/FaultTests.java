package io.txgroup.samples.faults;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FaultTests {
    @Test
    void strikesTheServiceThatIsNamed() {
        assertThat(Fault.parse("account=throw,order=swallow", "account")).contains(new Fault("throw"));
        assertThat(Fault.parse("account=throw,order=swallow", "order")).contains(new Fault("swallow"));
    }

    @Test
    void sparesEveryOther() {
        assertThat(Fault.parse("account=throw", "ledger")).isEmpty();
        assertThat(Fault.parse(null, "ledger")).isEmpty();
    }
}
