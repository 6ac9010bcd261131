package io.txgroup.manager.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.txgroup.manager.admin.ManagerReports.Report;
import io.txgroup.manager.cluster.Presence;
import io.txgroup.manager.group.GroupState;
import io.txgroup.protocol.RedoEnded;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The pages in a real Chromium; what is done and looked at there is in {@code admin-ui/browser/scenarios.mjs}. With
 * {@code -Dbrowser.screenshots=...} the pictures are kept there, for instance in {@code docs/screenshots}.
 */
class BrowserIT {
    private static final Path UI = Path.of("..", "admin-ui");
    private static final Pattern CHECKS = Pattern.compile("(?m)^(\\d+) checks$");
    private static final int FEWEST_CHECKS = 130;
    private static final Duration LONG = Duration.ofMinutes(20);

    private final Map<String, GroupStage> groups = new ConcurrentHashMap<>();

    @Test
    void showsATransactionFromItsBeginToItsLossAndRepairInBothLanguagesAndThemes()
            throws IOException, InterruptedException {
        Path chromium = chromium();
        Path output = Path.of("target", "browser.log").toAbsolutePath();
        try (RunningManager manager = new RunningManager()) {
            ScheduledExecutorService signs = Executors.newSingleThreadScheduledExecutor();
            signs.scheduleWithFixedDelay(
                    () -> {
                        manager.bean(ManagerReports.class).note(peer());
                        manager.bean(Presence.class).note(GroupStage.processes());
                    },
                    0,
                    3,
                    TimeUnit.SECONDS);
            HttpServer stage = stage(manager);
            try {
                ProcessBuilder scenarios = new ProcessBuilder("node", "browser/scenarios.mjs")
                        .directory(UI.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
                scenarios.environment().put("MANAGER", manager.url());
                scenarios.environment().put("PASSWORD", RunningManager.PASSWORD);
                scenarios
                        .environment()
                        .put("STAGE", "http://127.0.0.1:" + stage.getAddress().getPort());
                scenarios.environment().put("SCREENSHOTS", screenshots().toString());
                scenarios.environment().put("CHROMIUM", chromium.toString());
                Process process = scenarios.start();
                boolean ended = process.waitFor(10, TimeUnit.MINUTES);
                if (!ended) {
                    process.destroyForcibly();
                }
                String said = Files.readString(output);
                assertThat(ended && process.exitValue() == 0).as(said).isTrue();
                Matcher checks = CHECKS.matcher(said);
                assertThat(checks.find()).as(said).isTrue();
                assertThat(Integer.parseInt(checks.group(1))).isGreaterThanOrEqualTo(FEWEST_CHECKS);
            } finally {
                stage.stop(0);
                signs.shutdownNow();
            }
        }
    }

    /** The one on the path, if the pages are built; in CI both must be there. */
    private static Path chromium() {
        Optional<Path> found = Stream.of(
                        System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "chromium"))
                .filter(Files::isExecutable)
                .findFirst();
        boolean ready = found.isPresent() && Files.exists(UI.resolve("target/ui/index.html"));
        String needed = "chromium is on the path (found: " + found + "), and admin-ui/target/ui/index.html is built";
        if ("true".equals(System.getenv("CI"))) {
            assertThat(ready).as(needed).isTrue();
        }
        assumeThat(ready).as(needed).isTrue();
        return found.orElseThrow();
    }

    private static Path screenshots() {
        String wanted = System.getProperty("browser.screenshots", "");
        Path kept = wanted.isEmpty()
                ? Path.of("target", "screenshots")
                : Path.of("..").resolve(wanted);
        return kept.toAbsolutePath().normalize();
    }

    /** What another manager would say of itself, with the services that are on the stage. */
    private static Report peer() {
        List<ManagerReports.Peer> processes = List.of("order", "storage", "account").stream()
                .map(GroupStage::process)
                .map(process -> new ManagerReports.Peer(process.service(), process.instance(), process.process()))
                .toList();
        return new Report("manager-2", "0.1.0", "10.0.0.2:7300", Instant.now(), 3, "", processes);
    }

    private HttpServer stage(RunningManager manager) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                answer(manager, exchange);
            }
        });
        server.start();
        return server;
    }

    private void answer(RunningManager manager, HttpExchange exchange) throws IOException {
        byte[] body;
        int status = 200;
        try {
            String query = exchange.getRequestURI().getQuery();
            body = act(manager, exchange.getRequestURI().getPath(), query.substring("id=".length()))
                    .getBytes(StandardCharsets.UTF_8);
        } catch (RuntimeException | AssertionError e) {
            status = 500;
            body = e.toString().getBytes(StandardCharsets.UTF_8);
        }
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    private String act(RunningManager manager, String what, String id) {
        switch (what) {
            case "/begin" -> {
                GroupStage group = GroupStage.begin(manager, LONG);
                groups.put(group.id(), group);
                return group.id();
            }
            case "/rolled-back" ->
                GroupStage.begin(manager, LONG)
                        .join("storage")
                        .veto("storage", "item-1 is out of stock")
                        .acknowledge("order")
                        .acknowledge("storage")
                        .awaitState(GroupState.ROLLED_BACK);
            case "/join-storage" -> groups.get(id).join("storage");
            case "/join-account" -> groups.get(id).join("account");
            case "/join-account-kept" ->
                groups.get(id)
                        .joinWith(
                                "account",
                                "com.acme.AccountService.pay(com.acme.Payment)",
                                "[{\"customer\":\"li\",\"amount\":10.00,\"card\":\"4111111111111111\"}]",
                                "/0/card");
            case "/fail" -> groups.get(id).redo("account", RedoEnded.Result.FAILED, "java.sql.SQLException: disk full");
            case "/repaired" -> groups.get(id).redo("account", RedoEnded.Result.REPAIRED, "");
            case "/forbid" -> groups.get(id).forbid("account");
            case "/close" -> groups.get(id).close();
            case "/commit" -> groups.get(id).acknowledge("order").acknowledge("storage");
            case "/lose" -> groups.get(id).lose("account");
            default -> throw new IllegalArgumentException(what);
        }
        return "done";
    }
}
