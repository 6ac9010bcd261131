package io.txgroup.samples.demo;

import io.txgroup.samples.account.AccountApplication;
import io.txgroup.samples.demo.Databases.Name;
import io.txgroup.samples.demo.Registry.Instance;
import io.txgroup.samples.demo.Shop.Reply;
import io.txgroup.samples.demo.Shop.Told;
import io.txgroup.samples.demo.Shop.Way;
import io.txgroup.samples.ledger.LedgerApplication;
import io.txgroup.samples.order.OrderApplication;
import io.txgroup.samples.storage.StorageApplication;
import io.txgroup.verification.servers.ClassArchive;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** One run of the demo, its processes up: where they are, and how to kill and restart managers and services. */
final class RunningDemo {
    static final List<String> MANAGERS = List.of("manager-1", "manager-2");

    private static final String MANAGER_SERVICE = "tx-manager";
    private static final Duration ARCHIVE_LIMIT = Duration.ofMinutes(2);

    private final Run run;
    private final Settings settings;
    private final Registry registry;
    private final Databases databases;
    private final HttpClient http;
    private final CallbackReceiver callbacks;
    private final Map<String, String> managerInstances = new HashMap<>();
    private final AtomicInteger probes = new AtomicInteger();
    private final Map<Name, List<Instance>> killed = new ConcurrentHashMap<>();

    RunningDemo(
            Run run,
            Settings settings,
            Registry registry,
            Databases databases,
            HttpClient http,
            CallbackReceiver callbacks) {
        this.run = run;
        this.settings = settings;
        this.registry = registry;
        this.databases = databases;
        this.http = http;
        this.callbacks = callbacks;
    }

    Databases databases() {
        return databases;
    }

    /** Who is told of lost work. */
    CallbackReceiver callbacks() {
        return callbacks;
    }

    void say(String line) {
        run.say(line);
    }

    /** As {@link Run#await}. */
    void await(String what, Duration limit, Run.Condition condition) throws IOException, InterruptedException {
        run.await(what, limit, condition);
    }

    Shop shop() throws InterruptedException {
        return new Shop(http, registered(Name.ORDER.service()).get(0).url());
    }

    /** Of that service, as it runs now. */
    Pause pause(Name service) throws InterruptedException {
        return new Pause(http, registered(service.service()).get(0).url());
    }

    /** By service, as Eureka has them. */
    List<Instance> registered(String service) throws InterruptedException {
        return registry.instances(service);
    }

    /** Where the first manager serves HTTP. */
    URI manager() {
        return settings.manager();
    }

    /** The pages of the first manager; empty if the managers were built without them. */
    Optional<URI> pages() throws IOException, InterruptedException {
        URI pages = manager().resolve("/admin/");
        HttpRequest request =
                HttpRequest.newBuilder(pages).timeout(Duration.ofSeconds(20)).build();
        HttpResponse<String> index = http.send(request, BodyHandlers.ofString());
        return index.statusCode() == 200 && index.body().contains("<div id=\"app\">")
                ? Optional.of(pages)
                : Optional.empty();
    }

    String adminPassword() {
        return settings.adminPassword();
    }

    Registry registry() {
        return registry;
    }

    /** {@code kill -9}; returns the process id. */
    long killManager(String manager) {
        return run.processes().kill(manager);
    }

    void startManager(String manager) throws IOException {
        String instance = manager + ":" + UUID.randomUUID();
        managerInstances.put(manager, instance);
        run.start(
                manager,
                run.jvm().manager(manager, run.directory()),
                settings.manager(instance, manager.equals(MANAGERS.get(0))));
    }

    void startService(Name service) throws IOException {
        run.start(
                service.service(),
                run.jvm().sample(service.service(), run.directory(), mainClass(service)),
                settings.service(service));
    }

    /** {@code kill -9}; returns the process id. */
    long killService(Name service) throws InterruptedException {
        killed.put(service, registered(service.service()));
        return run.processes().kill(service.service());
    }

    /** Waits until a service that was killed and started is registered, the killed one no longer is, and orders get through. */
    void awaitServiceAgain(Name service) throws IOException, InterruptedException {
        List<Instance> before = killed.getOrDefault(service, List.of());
        run.await(service.service() + " to be registered again", () -> {
            List<Instance> now = registered(service.service());
            return !now.isEmpty() && now.stream().noneMatch(before::contains);
        });
        awaitOrder("again");
    }

    private static Class<?> mainClass(Name service) {
        return switch (service) {
            case ORDER -> OrderApplication.class;
            case STORAGE -> StorageApplication.class;
            case ACCOUNT -> AccountApplication.class;
            case LEDGER -> LedgerApplication.class;
        };
    }

    /** Waits until it is registered, and every service says that it is connected to it. */
    void awaitManager(String manager) throws IOException, InterruptedException {
        String instance = managerInstances.get(manager);
        run.await(manager + " and its connections", () -> {
            for (Instance each : registered(MANAGER_SERVICE)) {
                if (each.id().equals(instance)) {
                    return areConnectedTo(each);
                }
            }
            return false;
        });
    }

    private boolean areConnectedTo(Instance manager) throws IOException {
        String connected = "127.0.0.1:" + manager.txPort() + " - connected";
        for (Name service : Name.values()) {
            if (!Files.readString(run.processes().log(service.service())).contains(connected)) {
                return false;
            }
        }
        return true;
    }

    /** Places orders until one is placed: only then does everybody know everybody. */
    void awaitOrder(String name) throws IOException, InterruptedException {
        Shop shop = shop();
        Reply[] last = new Reply[1];
        try {
            run.await("an order to get through", () -> {
                String number = name + "-" + probes.incrementAndGet();
                last[0] = shop.place(
                        Way.COORDINATED, new Books.Order(number, "item-1", 1, "customer-1", "merchant-1", 1));
                return last[0].told() == Told.PLACED;
            });
        } catch (DemoException e) {
            throw new DemoException(e.getMessage() + "; the last answer was " + last[0], e);
        }
    }

    /** For the next start. */
    void buildMissingArchives() throws IOException, InterruptedException {
        Map<ClassArchive, ChildProcess> builds = new LinkedHashMap<>();
        for (ClassArchive archive : run.jvm().missingArchives()) {
            builds.put(
                    archive, run.startJob("archive-" + archive.name(), run.jvm().build(archive), Map.of()));
        }
        for (Map.Entry<ClassArchive, ChildProcess> build : builds.entrySet()) {
            int status = run.processes().awaitEnd(build.getValue(), ARCHIVE_LIMIT);
            if (run.processes().closed()) {
                return;
            }
            if (status == 0) {
                build.getKey().publish();
            } else {
                run.say("There is no class archive " + build.getKey().name()
                        + ", its log says why; the next start takes as long as this one");
            }
        }
    }

    /** Ends all processes, as the end of this process does. */
    void end() {
        run.end();
    }
}
