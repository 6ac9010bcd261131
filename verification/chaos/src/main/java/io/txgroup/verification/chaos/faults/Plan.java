package io.txgroup.verification.chaos.faults;

import io.txgroup.verification.chaos.links.Links.Pair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Who can be struck, and from it the strikes of a seed: the same seed and place make the same plan.
 *
 * @param managers the managers
 * @param services the instances of services
 * @param databases the services that have a database
 * @param links the links
 * @param withNginx whether some services reach the managers through nginx
 */
public record Plan(
        List<String> managers, List<String> services, List<String> databases, List<Pair> links, boolean withNginx) {
    /** So long nothing begins before the end: what was struck shall be seen to recover under load. */
    private static final Duration QUIET_END = Duration.ofSeconds(15);

    private static final int SHORTEST_PAUSE = 1_500;
    private static final int LONGEST_PAUSE = 4_500;
    private static final int SHORTEST = 500;
    private static final int LONGEST = 5_000;

    private static final int TRIES = 10;

    /** A process that was killed is left in peace for so long: it must first be there again. */
    private static final Duration PEACE = Duration.ofSeconds(20);

    private static final String REDIS = "redis";
    private static final String NGINX = "nginx";

    public Plan {
        managers = List.copyOf(managers);
        services = List.copyOf(services);
        databases = List.copyOf(databases);
        links = List.copyOf(links);
    }

    /** The strikes of that seed, in order: each kind in turn, in an order that changes; one that finds nobody waits. */
    public List<Strike> strikes(long seed, Duration length) {
        Random random = new Random(seed);
        List<Strike> strikes = new ArrayList<>();
        List<Kind> next = new ArrayList<>();
        Map<String, Duration> busyUntil = new HashMap<>();
        Duration last = length.minus(QUIET_END);
        Duration at = Duration.ofMillis(random.nextInt(LONGEST_PAUSE));
        while (at.compareTo(last) < 0) {
            Optional<Strike> strike = first(next, at, busyUntil, random);
            if (strike.isEmpty()) {
                List<Kind> round = new ArrayList<>(kinds());
                Collections.shuffle(round, random);
                next.addAll(round);
                strike = first(next, at, busyUntil, random);
            }
            strike.ifPresent(strikes::add);
            at = at.plusMillis(SHORTEST_PAUSE + random.nextInt(LONGEST_PAUSE - SHORTEST_PAUSE));
        }
        return strikes;
    }

    /** The first of these kinds that finds somebody who is not busy, and is then taken away. */
    private Optional<Strike> first(List<Kind> next, Duration at, Map<String, Duration> busyUntil, Random random) {
        for (Kind kind : next) {
            Duration lasts = Duration.ofMillis(SHORTEST + random.nextInt(LONGEST - SHORTEST));
            for (int tries = 0; tries < TRIES; tries++) {
                List<String> victims = victims(kind, random);
                String place = String.join(" -> ", victims);
                if (busyUntil.getOrDefault(place, Duration.ZERO).compareTo(at) <= 0) {
                    busyUntil.put(place, at.plus(lasts).plus(peace(kind)));
                    next.remove(kind);
                    return Optional.of(new Strike(at, lasts, kind, victims));
                }
            }
        }
        return Optional.empty();
    }

    private static Duration peace(Kind kind) {
        return switch (kind) {
            case KILL_MANAGER, KILL_SERVICE, RESTART_REDIS, PROMOTE_REPLICA -> PEACE;
            default -> Duration.ofSeconds(1);
        };
    }

    private List<Kind> kinds() {
        return Stream.of(Kind.values()).filter(this::hasVictims).toList();
    }

    /** Where no service takes part in groups there are no managers, and nobody looks at Redis. */
    private boolean hasVictims(Kind kind) {
        return switch (kind.target()) {
            case MANAGER, REDIS -> !managers.isEmpty();
            case NGINX -> withNginx;
            default -> true;
        };
    }

    private List<String> victims(Kind kind, Random random) {
        return switch (kind.target()) {
            case MANAGER -> List.of(managers.get(random.nextInt(managers.size())));
            case SERVICE -> List.of(services.get(random.nextInt(services.size())));
            case DATABASE -> List.of(databases.get(random.nextInt(databases.size())));
            case REDIS -> List.of(REDIS);
            case NGINX -> List.of(NGINX);
            case LINK -> {
                Pair pair = links.get(random.nextInt(links.size()));
                yield List.of(pair.from(), pair.to());
            }
        };
    }
}
