package io.txgroup.feign;

import static java.util.Objects.requireNonNull;

import io.txgroup.protocol.GroupId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.Request;
import org.springframework.cloud.loadbalancer.core.DelegatingServiceInstanceListSupplier;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;
import reactor.core.publisher.Flux;

/**
 * Gives a load balancer one instance to choose from while a group makes the call: the same for all calls of the group, as
 * long as that instance is there, so that they share one unit and don't wait for each other's rows. Whoever calls, and from
 * wherever, the group finds the same instance: it is the one whose name and the group's have the highest hash together
 * (rendezvous hashing, Thaler and Ravishankar 1998), so that an instance that comes or goes moves its own groups only.
 * Nothing but speed rests on it. Outside of groups all instances are given. Thread-safe.
 */
public final class StickyInstances extends DelegatingServiceInstanceListSupplier {
    private final Supplier<Optional<GroupId>> group;

    /**
     * Stands before another supplier.
     *
     * @param delegate knows the instances; whatever it leaves out is not chosen
     * @param group the group for which the current thread calls; empty outside of groups
     */
    public StickyInstances(ServiceInstanceListSupplier delegate, Supplier<Optional<GroupId>> group) {
        super(delegate);
        this.group = requireNonNull(group, "group is null");
    }

    @Override
    public Flux<List<ServiceInstance>> get() {
        return only(getDelegate().get());
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Flux<List<ServiceInstance>> get(Request request) {
        return only(getDelegate().get(request));
    }

    private Flux<List<ServiceInstance>> only(Flux<List<ServiceInstance>> instances) {
        return group.get().map(id -> instances.map(all -> only(id, all))).orElse(instances);
    }

    /** The one instance of these that the group uses; none of none. */
    static List<ServiceInstance> only(GroupId group, List<ServiceInstance> instances) {
        return instances.stream()
                .max(Comparator.comparingLong((ServiceInstance instance) -> weight(group, name(instance)))
                        .thenComparing(StickyInstances::name))
                .map(List::of)
                .orElse(List.of());
    }

    private static String name(ServiceInstance instance) {
        String id = instance.getInstanceId();
        return id == null ? instance.getHost() + ":" + instance.getPort() : id;
    }

    private static long weight(GroupId group, String instance) {
        long name = 0;
        for (int i = 0; i < instance.length(); i++) {
            name = mixed(name + instance.charAt(i));
        }
        return mixed(name
                ^ mixed(group.value().getMostSignificantBits())
                ^ mixed(group.value().getLeastSignificantBits() + 1));
    }

    /** Spreads every bit over all others: the finalizer of SplitMix64 (Steele, Lea and Flood 2014). */
    private static long mixed(long bits) {
        long z = bits + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
