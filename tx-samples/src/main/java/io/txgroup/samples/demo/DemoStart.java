package io.txgroup.samples.demo;

import io.txgroup.samples.demo.Databases.Name;
import io.txgroup.samples.eureka.EurekaApplication;
import java.io.File;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Starts the processes of the demo: databases and registry first, then services and managers side by side. */
final class DemoStart {
    private static final String CALLBACK = "/callback";

    private DemoStart() {}

    /** {@code launcher} serves what managers tell of lost work. */
    static RunningDemo start(Run run, Path programs, LauncherServer launcher) throws IOException, InterruptedException {
        run.say(
                run.jvm().hasArchives()
                        ? "Starting the demo's processes"
                        : "Starting the demo's processes; the first start of a build takes longer");

        Secrets secrets =
                Secrets.random(Arrays.stream(Name.values()).map(Name::service).toList());
        int eurekaPort = BackendPorts.free();
        run.start(Processes.BACKENDS, run.jvm().backends(run.directory(), programs), backendsEnvironment(run, secrets));
        run.await("the databases' process", () -> Files.exists(run.directory()));
        run.start(
                "eureka",
                run.jvm().sample("eureka", run.directory(), EurekaApplication.class),
                Settings.eureka(eurekaPort));
        run.await("Redis, PostgreSQL, MariaDB and H2", () -> Files.exists(BackendPorts.file(run.directory())));
        BackendPorts ports = BackendPorts.read(run.directory());
        run.say("Redis, PostgreSQL, MariaDB and H2 are up on ports " + ports.redis() + ", " + ports.postgres() + ", "
                + ports.maria() + " and " + ports.h2());

        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
        CallbackReceiver callbacks = new CallbackReceiver(secrets.callback(), run.progress());
        launcher.serve(CALLBACK, callbacks);
        Settings settings = new Settings(secrets, ports, eurekaPort, launcher.url(CALLBACK), BackendPorts.free());
        RunningDemo demo = new RunningDemo(
                run, settings, new Registry(http, eurekaPort), new Databases(ports, secrets), http, callbacks);
        startApplications(run, demo);
        return demo;
    }

    private static void startApplications(Run run, RunningDemo demo) throws IOException, InterruptedException {
        for (Name service : Name.values()) {
            demo.startService(service);
        }
        for (String manager : RunningDemo.MANAGERS) {
            demo.startManager(manager);
        }
        List<String> starting =
                new ArrayList<>(Arrays.stream(Name.values()).map(Name::service).toList());
        run.await("the registry and the services", () -> {
            for (String service : List.copyOf(starting)) {
                demo.registered(service).stream().findFirst().ifPresent(instance -> {
                    run.say(service + " is up at " + instance.url());
                    starting.remove(service);
                });
            }
            return starting.isEmpty();
        });
        for (String manager : RunningDemo.MANAGERS) {
            demo.awaitManager(manager);
            run.say(manager + " is up, and every service is connected to it");
        }
    }

    private static Map<String, String> backendsEnvironment(Run run, Secrets secrets) {
        Map<String, String> environment = new HashMap<>(Settings.backends(secrets));
        String path = System.getenv().getOrDefault("PATH", "");
        environment.put("PATH", Postgres.commands(run.directory()) + File.pathSeparator + path);
        return environment;
    }
}
