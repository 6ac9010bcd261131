package io.txgroup.manager.admin;

import io.txgroup.manager.admin.ManagerReports.Noted;
import io.txgroup.manager.admin.ManagerReports.Peer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Managers, and the processes of services that are connected to them. */
@RestController
@RequestMapping(Routes.API)
final class ClusterApi {
    private final ManagerReports reports;

    ClusterApi(ManagerReports reports) {
        this.reports = reports;
    }

    /** Managers, by name. */
    record Managers(List<Noted> items) {
        public Managers {
            items = List.copyOf(items);
        }
    }

    /** A process of a service, and the managers that it is connected to. */
    record Client(String service, String instance, String process, List<String> managers) {
        Client {
            managers = List.copyOf(managers);
        }
    }

    /** Processes, by service and instance. */
    record Clients(List<Client> items) {
        public Clients {
            items = List.copyOf(items);
        }
    }

    @GetMapping("/managers")
    Managers managers() {
        return new Managers(reports.all());
    }

    @GetMapping("/clients")
    Clients clients() {
        return new Clients(clients(reports.all()));
    }

    /** Who is connected to a manager that is not silent. */
    static List<Client> clients(List<Noted> managers) {
        Map<Peer, List<String>> connected = new TreeMap<>(Comparator.comparing(Peer::service)
                .thenComparing(Peer::instance)
                .thenComparing(Peer::process));
        for (Noted noted : managers) {
            if (!noted.silent()) {
                noted.report().processes().forEach(process -> connected
                        .computeIfAbsent(process, key -> new ArrayList<>())
                        .add(noted.report().name()));
            }
        }
        return connected.entrySet().stream()
                .map(entry -> new Client(
                        entry.getKey().service(),
                        entry.getKey().instance(),
                        entry.getKey().process(),
                        entry.getValue()))
                .toList();
    }
}
