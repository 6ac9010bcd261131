package io.txgroup.samples.demo;

import io.txgroup.samples.account.AccountApplication;
import io.txgroup.samples.demo.Databases.Name;
import io.txgroup.samples.demo.Registry.Instance;
import io.txgroup.samples.demo.Shop.Reply;
import io.txgroup.samples.demo.Shop.Told;
import io.txgroup.samples.demo.Shop.Way;
import io.txgroup.samples.eureka.EurekaApplication;
import io.txgroup.samples.ledger.LedgerApplication;
import io.txgroup.samples.order.OrderApplication;
import io.txgroup.samples.storage.StorageApplication;
import java.io.File;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** One run of the demo, its processes up: where they are, and how to kill and restart a manager. */
final class RunningDemo {
    static final List<String> MANAGERS = List.of("manager-1", "manager-2");

    private static final String MANAGER_SERVICE = "tx-manager";
    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final Duration ARCHIVE_LIMIT = Duration.ofMinutes(2);

    private interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    /** What a run starts with: its directory holds all that is temporary. */
    private record Run(Progress progress, Jvm jvm, Path directory, Processes processes) {}

    private final Run run;
    private final Settings settings;
    private final Registry registry;
    private final Databases databases;
    private final HttpClient http;
    private final Map<String, String> managerInstances = new HashMap<>();

    private RunningDemo(Run run, Settings settings, Registry registry, Databases databases, HttpClient http) {
        this.run = run;
        this.settings = settings;
        this.registry = registry;
        this.databases = databases;
        this.http = http;
    }

    /** However the start goes, all that was started ends with this process. */
    static RunningDemo start(Installation installation, Jvm jvm, Progress progress)
            throws IOException, InterruptedException {
        Run run = new Run(progress, jvm, newDirectory(), new Processes(installation.logs()));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(run), "demo-end"));
        progress.say(
                jvm.hasArchives()
                        ? "Starting the demo's processes"
                        : "Starting the demo's processes; the first start of a build takes longer");

        Secrets secrets =
                Secrets.random(Arrays.stream(Name.values()).map(Name::service).toList());
        int eurekaPort = BackendPorts.free();
        run.processes.start(
                Processes.BACKENDS,
                jvm.backends(run.directory, installation.programs()),
                backendsEnvironment(run, secrets));
        await(run, "the databases' process", () -> Files.exists(run.directory));
        run.processes.start(
                "eureka", jvm.sample("eureka", run.directory, EurekaApplication.class), Settings.eureka(eurekaPort));
        await(run, "Redis, PostgreSQL and H2", () -> Files.exists(BackendPorts.file(run.directory)));
        BackendPorts ports = BackendPorts.read(run.directory);
        progress.say("Redis, PostgreSQL and H2 are up on ports " + ports.redis() + ", " + ports.postgres() + " and "
                + ports.h2());

        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
        RunningDemo demo = new RunningDemo(
                run,
                new Settings(secrets, ports, eurekaPort),
                new Registry(http, eurekaPort),
                new Databases(ports, secrets),
                http);
        demo.startApplications();
        return demo;
    }

    Databases databases() {
        return databases;
    }

    Shop shop() throws InterruptedException {
        return new Shop(http, registered(Name.ORDER.service()).get(0).url());
    }

    /** By service, as Eureka has them. */
    List<Instance> registered(String service) throws InterruptedException {
        return registry.instances(service);
    }

    Registry registry() {
        return registry;
    }

    /** {@code kill -9}; returns the process id. */
    long killManager(String manager) {
        return run.processes.kill(manager);
    }

    void startManager(String manager) throws IOException {
        String instance = manager + ":" + UUID.randomUUID();
        managerInstances.put(manager, instance);
        run.processes.start(manager, run.jvm.manager(manager, run.directory), settings.manager(instance));
    }

    /** Waits until it is registered, and every service says that it is connected to it. */
    void awaitManager(String manager) throws IOException, InterruptedException {
        String instance = managerInstances.get(manager);
        await(run, manager + " and its connections", () -> {
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
            if (!Files.readString(run.processes.log(service.service())).contains(connected)) {
                return false;
            }
        }
        return true;
    }

    /** Places orders until one is placed: only then does everybody know everybody. */
    void awaitFirstOrder() throws IOException, InterruptedException {
        Shop shop = shop();
        int[] attempts = new int[1];
        Reply[] last = new Reply[1];
        try {
            await(run, "the first order", () -> {
                Books.Order order =
                        new Books.Order("first-" + ++attempts[0], "item-1", 1, "customer-1", "merchant-1", 1);
                last[0] = shop.place(Way.COORDINATED, order);
                return last[0].told() == Told.PLACED;
            });
        } catch (DemoException e) {
            throw new DemoException(e.getMessage() + "; the last answer was " + last[0], e);
        }
    }

    /** For the next start. */
    void buildMissingArchives() throws IOException, InterruptedException {
        Map<ClassArchive, ChildProcess> builds = new LinkedHashMap<>();
        for (ClassArchive archive : run.jvm.missingArchives()) {
            builds.put(archive, run.processes.start("archive-" + archive.name(), run.jvm.build(archive), Map.of()));
        }
        for (Map.Entry<ClassArchive, ChildProcess> build : builds.entrySet()) {
            int status = run.processes.awaitEnd(build.getValue(), ARCHIVE_LIMIT);
            if (run.processes.closed()) {
                return;
            }
            if (status == 0) {
                build.getKey().publish();
            } else {
                run.progress.say("There is no class archive " + build.getKey().name()
                        + ", its log says why; the next start takes as long as this one");
            }
        }
    }

    private void startApplications() throws IOException, InterruptedException {
        for (Name service : Name.values()) {
            run.processes.start(
                    service.service(),
                    run.jvm.sample(service.service(), run.directory, mainClass(service)),
                    settings.service(service));
        }
        for (String manager : MANAGERS) {
            startManager(manager);
        }
        List<String> starting =
                new ArrayList<>(Arrays.stream(Name.values()).map(Name::service).toList());
        await(run, "the registry and the services", () -> {
            for (String service : List.copyOf(starting)) {
                registered(service).stream().findFirst().ifPresent(instance -> {
                    run.progress.say(service + " is up at " + instance.url());
                    starting.remove(service);
                });
            }
            return starting.isEmpty();
        });
        for (String manager : MANAGERS) {
            awaitManager(manager);
            run.progress.say(manager + " is up, and every service is connected to it");
        }
    }

    private static Class<?> mainClass(Name service) {
        return switch (service) {
            case ORDER -> OrderApplication.class;
            case STORAGE -> StorageApplication.class;
            case ACCOUNT -> AccountApplication.class;
            case LEDGER -> LedgerApplication.class;
        };
    }

    private static Map<String, String> backendsEnvironment(Run run, Secrets secrets) {
        Map<String, String> environment = new HashMap<>(Settings.backends(secrets));
        String path = System.getenv().getOrDefault("PATH", "");
        environment.put("PATH", Postgres.commands(run.directory) + File.pathSeparator + path);
        return environment;
    }

    private static void await(Run run, String what, Condition condition) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!condition.holds()) {
            run.processes.requireAlive();
            if (System.nanoTime() > deadline) {
                throw new DemoException("Gave up waiting for " + what + " after " + START_LIMIT.toMinutes() + " min");
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    /** Not made here: {@link Backends} makes and removes it, for it outlives this process. */
    private static Path newDirectory() {
        return Path.of(System.getProperty("java.io.tmpdir"), "txgroup-demo-" + UUID.randomUUID());
    }

    /** Ends all processes, as the end of this process does. */
    void end() {
        end(run);
    }

    private static void end(Run run) {
        if (run.processes.closed()) {
            return;
        }
        run.progress.say("Ending the demo's processes");
        try {
            run.processes.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            Directories.delete(run.directory);
        }
        run.progress.say("Ended");
    }
}
