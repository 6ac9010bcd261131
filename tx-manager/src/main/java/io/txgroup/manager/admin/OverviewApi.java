package io.txgroup.manager.admin;

import io.txgroup.manager.admin.ManagerReports.Noted;
import io.txgroup.manager.group.GroupState;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The whole at a glance, with a verdict first. */
@RestController
final class OverviewApi {
    private static final int SHOWN = 10;

    private final InFlight inFlight;
    private final ManagerReports reports;

    OverviewApi(InFlight inFlight, ManagerReports reports) {
        this.inFlight = inFlight;
        this.reports = reports;
    }

    /**
     * The whole at a glance.
     *
     * @param verdict the worst attention that any group needs; WAITING at least if a manager is silent or can't reach the
     *     store
     * @param complete whether the counts are of all groups; with very many they are of the first that were found
     * @param groups how many are not over
     * @param worst the groups that need somebody, the worst and oldest first, ten at most
     * @param services how many processes of each service are connected
     */
    record Overview(
            Attention verdict,
            boolean complete,
            int groups,
            Map<GroupState, Integer> byState,
            Map<Attention, Integer> byAttention,
            List<GroupSummary> worst,
            Map<String, Integer> services,
            int managers,
            List<String> silentManagers,
            List<String> managersInTrouble) {
        public Overview {
            worst = List.copyOf(worst);
            silentManagers = List.copyOf(silentManagers);
            managersInTrouble = List.copyOf(managersInTrouble);
        }
    }

    @GetMapping(Routes.API + "/overview")
    Overview overview() {
        InFlight.Picture picture = inFlight.picture();
        List<GroupSummary> groups =
                picture.groups().stream().map(InFlight.Seen::summary).toList();
        Map<GroupState, Integer> byState = new EnumMap<>(GroupState.class);
        Map<Attention, Integer> byAttention = new EnumMap<>(Attention.class);
        for (GroupSummary group : groups) {
            byState.merge(group.state(), 1, Integer::sum);
            byAttention.merge(group.attention(), 1, Integer::sum);
        }
        List<Noted> managers = reports.all();
        Map<String, Integer> services = new TreeMap<>();
        ClusterApi.clients(managers).forEach(client -> services.merge(client.service(), 1, Integer::sum));
        List<String> silent = managers.stream()
                .filter(Noted::silent)
                .map(noted -> noted.report().name())
                .toList();
        List<String> inTrouble = managers.stream()
                .filter(noted ->
                        !noted.silent() && !noted.report().storeTrouble().isEmpty())
                .map(noted -> noted.report().name() + ": " + noted.report().storeTrouble())
                .toList();
        return new Overview(
                verdict(groups, silent.isEmpty() && inTrouble.isEmpty()),
                picture.complete(),
                groups.size(),
                byState,
                byAttention,
                worst(groups),
                services,
                managers.size() - silent.size(),
                silent,
                inTrouble);
    }

    private static Attention verdict(List<GroupSummary> groups, boolean managersWell) {
        return groups.stream()
                .map(GroupSummary::attention)
                .filter(attention -> attention != Attention.NONE)
                .max(Comparator.naturalOrder())
                .orElse(managersWell ? Attention.NONE : Attention.WAITING);
    }

    private static List<GroupSummary> worst(List<GroupSummary> groups) {
        return groups.stream()
                .filter(group -> group.attention() != Attention.NONE)
                .sorted(Comparator.comparing(GroupSummary::attention).reversed().thenComparing(GroupSummary::createdAt))
                .limit(SHOWN)
                .toList();
    }
}
