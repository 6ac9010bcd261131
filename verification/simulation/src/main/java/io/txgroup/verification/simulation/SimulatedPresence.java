package io.txgroup.verification.simulation;

import io.txgroup.manager.cluster.Handed;
import io.txgroup.manager.cluster.Presence;
import io.txgroup.protocol.ProcessId;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The way from one manager to the others: what is handed over takes its time, gets lost, comes twice or late. */
final class SimulatedPresence implements Presence {
    private final World world;
    private final ManagerProcess manager;

    SimulatedPresence(World world, ManagerProcess manager) {
        this.world = world;
        this.manager = manager;
    }

    @Override
    public CompletionStage<Integer> handOver(Handed handed) {
        world.step(manager);
        List<ManagerProcess> noted = world.notes.managersFor(handed).stream()
                .filter(other -> other != manager && other.isAlive())
                .toList();
        if (noted.isEmpty()) {
            return CompletableFuture.completedFuture(0);
        }
        if (handed.isForAll()) {
            noted.forEach(other -> carry(other, handed));
            return CompletableFuture.completedFuture(noted.size());
        }
        carry(world.dice.pick(noted), handed);
        return CompletableFuture.completedFuture(1);
    }

    private void carry(ManagerProcess other, Handed handed) {
        world.network.carry(manager.place().number(), other.place().number(), other, () -> {
            world.figures.recovered("messages handed over between managers");
            world.trace.add(() -> manager + " -> " + other + "  " + handed);
            other.handOver().arrived(handed);
        });
    }

    @Override
    public CompletionStage<Void> note(Collection<ProcessId> processes) {
        throw noPartOfTheRun();
    }

    @Override
    public CompletionStage<Void> left(ProcessId process, boolean lastOfItsService) {
        throw noPartOfTheRun();
    }

    @Override
    public CompletionStage<Void> open(String address) {
        throw noPartOfTheRun();
    }

    @Override
    public CompletionStage<Void> closing(String address) {
        throw noPartOfTheRun();
    }

    @Override
    public CompletionStage<List<Manager>> managers() {
        throw noPartOfTheRun();
    }

    private static UnsupportedOperationException noPartOfTheRun() {
        return new UnsupportedOperationException("managers note what they know in Notes");
    }
}
