package io.txgroup.verification.simulation;

import io.txgroup.manager.store.InMemoryGroupStore;
import io.txgroup.manager.store.StoreCommand;
import io.txgroup.manager.store.StoreLink;

/** The way between one manager and the store: commands and answers take their time, get lost, or come late. */
final class StoreWay implements StoreLink {
    private static final long LIMIT = 1_000_000_000L;

    private final World world;
    private final Store store;
    private final ManagerProcess manager;
    private final InMemoryGroupStore connection;

    StoreWay(World world, Store store, ManagerProcess manager) {
        this.world = world;
        this.store = store;
        this.manager = manager;
        this.connection = new InMemoryGroupStore(store.redis(), this, world.parts.gateWay());
    }

    InMemoryGroupStore store() {
        return connection;
    }

    @Override
    public void send(StoreCommand<?> command) {
        world.step(manager);
        if (world.strikes(Fault.STORE_COMMAND_LOST)) {
            world.timeline.after(LIMIT, manager, command::lose);
            return;
        }
        long there =
                world.strikes(Fault.STORE_COMMAND_LATE) ? world.dice.millis(20, 3_000) : world.dice.millis(0.05, 0.5);
        long back = world.dice.millis(0.05, 0.5);
        if (command.name().startsWith("gate")) {
            back += world.dice.millis(0, 2 * store.lagMillis());
        }
        world.timeline.after(there, () -> {
            world.trace.add(() -> manager + " => store  " + command);
            store.carryOut(command);
        });
        if (there + back >= LIMIT || world.strikes(Fault.STORE_ANSWER_LOST)) {
            world.timeline.after(LIMIT, manager, command::lose);
        } else {
            world.timeline.after(there + back, manager, command::answer);
        }
    }
}
