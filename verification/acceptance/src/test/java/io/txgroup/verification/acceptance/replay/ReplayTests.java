package io.txgroup.verification.acceptance.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.txgroup.manager.group.GroupState;
import io.txgroup.protocol.RedoEnded.Result;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A chain of services in which work is lost, and the starter's service makes all calls again. */
class ReplayTests {
    private final Installation installation = new Installation();
    private final List<Service> services = new ArrayList<>();
    private Service order;
    private Service storage;
    private Service account;
    private Service audit;

    /** Where calls to storage go. */
    private Service reached;

    @BeforeEach
    void start() throws Exception {
        audit = start("audit", "1").method("note", what -> audit.writes(what));
        account = start("account", "1").method("pay", what -> account.writes(what));
        storage = storage("1");
        order = order("1");
    }

    @AfterEach
    void stop() {
        services.forEach(Service::close);
    }

    private Service start(String name, String instance) throws Exception {
        Service service = new Service(installation, name, instance);
        services.add(service);
        return service;
    }

    private Service order(String instance) throws Exception {
        Service process = start("order", instance);
        process.method("mark", process::changes).method("place", what -> {
            process.writes(what);
            process.calls(reached, "take", what);
            process.calls(account, "pay", what);
        });
        return process;
    }

    /** A further process of storage; calls go to it from now on. */
    private Service storage(String instance) throws Exception {
        Service process = start("storage", instance);
        process.method("take", what -> {
            process.writes(what);
            process.calls(audit, "note", what);
        });
        reached = process;
        return process;
    }

    private void loses(Service... dying) throws Throwable {
        for (Service service : dying) {
            service.diesWhenTold();
        }
        order.call("place", "a book");
        for (Service service : dying) {
            assertThat(service.isAlive()).isFalse();
        }
    }

    private void assertWhole() {
        assertThat(installation.group().state()).isEqualTo(GroupState.COMMITTED);
        for (Service service : List.of(order, storage, account, audit)) {
            assertThat(service.done()).as("what is there of %s", service.id()).containsExactly("a book new");
            assertThat(service.marks()).allMatch(mark -> mark.endsWith(" C"));
            assertThat(service.sessionsInUse())
                    .as("sessions of %s", service.id())
                    .isZero();
        }
    }

    @Test
    void aChainOfServicesWithOneLostUnitIsMadeWhole() throws Throwable {
        loses(storage);
        Service other = storage("2");

        installation.pass(20_000);

        assertWhole();
        assertThat(other.marks()).containsExactly("0.1 db#1 C");
        assertThat(installation.compensation().attempts())
                .extracting(attempt -> attempt.result())
                .containsExactly(Result.REPAIRED);
    }

    @Test
    void aMethodThatCallsDifferentlyIsParkedWithBothTrees() throws Throwable {
        loses(storage);
        Service other = storage("2").method("reserve", what -> reached.writes(what));
        order.method("place", what -> {
            order.writes(what);
            order.calls(other, "reserve", what);
            order.calls(account, "pay", what);
        });

        installation.pass(60_000);

        assertThat(installation.group().state()).isEqualTo(GroupState.PARKED);
        assertThat(installation.compensation().why())
                .contains("DIFFERS", "the original called", "0.1 storage take", "0.1 storage reserve (no such call)");
        assertThat(other.done()).isEmpty();
        assertThat(other.marks()).containsExactly("0.1 db#1 T");
        assertThat(account.done()).containsExactly("a book new");
        assertThat(services.stream().filter(Service::isAlive)).allMatch(service -> service.sessionsInUse() == 0);
    }

    @Test
    void aMatchThatIsNeverCalledIsParked() throws Throwable {
        loses(storage);
        storage("2");
        order.method("place", what -> {
            order.writes(what);
            order.calls(reached, "take", what);
        });

        installation.pass(60_000);

        assertThat(installation.group().state()).isEqualTo(GroupState.PARKED);
        assertThat(installation.compensation().why()).contains("never called [0.2 account pay]");
        assertThat(reached.done()).isEmpty();
    }

    @Test
    void severalUnitsAreCommittedTogether() throws Throwable {
        loses(storage, account);
        storage("2");
        account = start("account", "2").method("pay", what -> account.writes(what));

        installation.pass(20_000);

        assertWhole();
    }

    @Test
    void anotherProcessOfTheStartersServiceDoesIt() throws Throwable {
        loses(storage);
        storage("2");
        order.diesWhenTold();
        order = order("2");

        installation.pass(20_000);

        assertWhole();
    }

    @Test
    void whatIsLostOnceMoreIsRepairedByTheNextAttempt() throws Throwable {
        loses(storage, account);
        Service second = storage("2").diesWhenTold();
        account = start("account", "2").method("pay", what -> account.writes(what));
        installation.pass(8_000);
        assertThat(second.isAlive()).isFalse();
        storage("3");

        installation.pass(60_000);

        assertWhole();
        assertThat(installation.compensation().attempts())
                .extracting(attempt -> attempt.result())
                .containsExactly(Result.FAILED, Result.REPAIRED);
    }

    @Test
    void nothingOfAnAttemptThatFailsIsThere() throws Throwable {
        loses(storage);
        storage("2");
        account.method("pay", what -> {
            throw new IllegalStateException("the account is closed");
        });

        installation.pass(120_000);

        assertThat(installation.group().state()).isEqualTo(GroupState.PARKED);
        assertThat(installation.compensation().why()).contains("3 of 3 attempts failed", "the account is closed");
        assertThat(reached.done()).isEmpty();
        assertThat(order.done()).containsExactly("a book new");
        assertThat(services.stream().filter(Service::isAlive)).allMatch(service -> service.sessionsInUse() == 0);
    }

    @Test
    void whatADeadRunnerLeavesIsRolledBackAndDoneByAnother() throws Throwable {
        loses(storage);
        storage("2");
        order.method("place", what -> {
            order.writes(what);
            order.calls(reached, "take", what);
            order.dies();
        });
        installation.pass(5_000);
        assertThat(order.isAlive()).isFalse();
        assertThat(reached.sessionsInUse()).as("held by the first attempt").isOne();
        order = order("2");

        installation.pass(90_000);

        assertWhole();
        assertThat(installation.compensation().attempts())
                .extracting(attempt -> attempt.result())
                .containsExactly(Result.FAILED, Result.REPAIRED);
    }

    @Test
    void aCallBackIntoTheStartersServiceSeesItsWork() throws Throwable {
        Service first = storage;
        first.method("take", what -> {
            first.writes(what);
            first.calls(order, "mark", what);
        });
        loses(first);
        Service other = storage("2");
        other.method("take", what -> {
            other.writes(what);
            other.calls(order, "mark", what);
        });

        installation.pass(20_000);

        assertThat(installation.group().state()).isEqualTo(GroupState.COMMITTED);
        assertThat(order.done()).containsExactly("a book changed");
        assertThat(other.done()).containsExactly("a book new");
    }

    @Test
    void whatAPersonHoldsIsMadeWholeOnceItIsResumed() throws Throwable {
        loses(storage);
        Service other = storage("2").method("take", what -> {
            throw new IllegalStateException("not yet");
        });
        installation.pass(120_000);
        assertThat(installation.group().state()).isEqualTo(GroupState.PARKED);
        other.method("take", what -> {
            other.writes(what);
            other.calls(audit, "note", what);
        });

        installation.repairNow();
        installation.pass(20_000);

        assertWhole();
    }
}
