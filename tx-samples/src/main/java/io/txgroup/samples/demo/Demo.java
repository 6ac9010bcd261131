package io.txgroup.samples.demo;

import io.txgroup.samples.demo.Shop.Way;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/** The launcher behind {@code bin/demo}. */
public final class Demo {
    private static final String USAGE =
            """
            bin/demo                       starts the demo, says where it is, and stays up until Ctrl-C
            bin/demo --check               starts it, runs every scenario, and compares all databases after each
            bin/demo --check --without     the same without @TxTransaction: shows what goes wrong then
            bin/demo --check-pages [DIR]   starts it, and drives Chromium through its pages: storage is killed, an operator repairs
                                           what is lost; keeps pictures in DIR
            bin/demo --check-end           starts it, ends it by each signal, and looks for what it left behind
            """;

    private static final Set<String> OPTIONS = Set.of("--check", "--check-pages", "--check-end", "--without");

    private static final long SEED = 1;

    private final Progress progress = new Progress();
    private final List<String> options;

    /** What follows {@code --check-pages}; empty if nothing does. */
    private final String screenshots;

    private Demo(String[] options) {
        this.options = List.of(options);
        int pages = this.options.indexOf("--check-pages");
        this.screenshots = pages >= 0 && pages + 1 < options.length ? options[pages + 1] : "";
    }

    public static void main(String[] args) {
        System.exit(new Demo(args).run());
    }

    private int run() {
        List<String> unknown = options.stream()
                .filter(option -> !OPTIONS.contains(option) && !option.equals(screenshots))
                .toList();
        if (!unknown.isEmpty()) {
            progress.print(USAGE);
            return unknown.equals(List.of("--help")) ? 0 : 2;
        }
        try {
            return start();
        } catch (DemoException e) {
            progress.say(String.valueOf(e.getMessage()));
            return 3;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 3;
        } catch (IOException | SQLException e) {
            progress.say("The demo ends: " + e);
            return 3;
        }
    }

    private int start() throws IOException, SQLException, InterruptedException {
        if (options.contains("--check-end")) {
            return new EndCheck(System.getProperty("demo.command"), progress).run() == 0 ? 0 : 1;
        }
        Installation installation = Installation.current();
        Run run = Run.begin(installation, Jvm.quick(installation), progress);
        try (LauncherServer launcher = LauncherServer.start()) {
            if (options.contains("--check-pages")) {
                return checkPages(installation, run, launcher);
            }
            RunningDemo demo = DemoStart.start(run, installation.programs(), launcher);
            Books beginning = demo.databases().read();
            Loss loss = ready(demo, beginning);
            if (options.contains("--check")) {
                Stage stage = new Stage(demo, loss, way(), SEED);
                Path replies = installation.logs().resolve("replies.log");
                return check(demo, new Check(demo, beginning, stage, replies, progress));
            }
            launcher.serve("/", new LossPage(loss::happen, demo.manager(), progress));
            introduce(demo, launcher);
            demo.buildMissingArchives();
            new CountDownLatch(1).await();
            return 0;
        }
    }

    private Loss ready(RunningDemo demo, Books beginning) throws IOException, InterruptedException {
        demo.awaitOrder("first");
        progress.say("Ready");
        return new Loss(demo, beginning);
    }

    private int checkPages(Installation installation, Run run, LauncherServer launcher)
            throws IOException, SQLException, InterruptedException {
        Path kept = screenshots.isEmpty() ? installation.home().resolve("screenshots") : Path.of(screenshots);
        PagesCheck check = PagesCheck.of(run, Path.of(System.getProperty("demo.command")), kept.toAbsolutePath());
        RunningDemo demo = DemoStart.start(run, installation.programs(), launcher);
        Loss loss = ready(demo, demo.databases().read());
        launcher.serve("/", new LossPage(loss::happen, demo.manager(), progress));
        int passed = 0;
        try {
            passed = check.run(demo, launcher.url("/"));
            progress.say("passed: " + passed + " checks in Chromium; pictures are in " + kept);
        } catch (DemoException e) {
            progress.say("FAILED: " + e.getMessage());
        }
        demo.end();
        progress.print(passed + " passed, " + (passed > 0 ? 0 : 1) + " failed");
        return passed > 0 ? 0 : 1;
    }

    private Way way() {
        return options.contains("--without") ? Way.UNCOORDINATED : Way.COORDINATED;
    }

    private int check(RunningDemo demo, Check check) throws SQLException, IOException, InterruptedException {
        int failed = check.run();
        int pagesFailed = pagesAnswer(demo) ? 0 : 1;
        if (System.getenv("CI") == null) {
            progress.say("Preparing a quicker next start");
            demo.buildMissingArchives();
        }
        demo.end();
        failed += pagesFailed;
        progress.print(Scenario.all().size() + 1 - failed + " passed, " + failed + " failed");
        return failed == 0 ? 0 : 1;
    }

    /** Whether a browser gets the pages, unless the demo was built without them. */
    private boolean pagesAnswer(RunningDemo demo) throws IOException, InterruptedException {
        boolean built = !Boolean.getBoolean("demo.without-pages");
        boolean answer = demo.pages().isPresent();
        progress.say(
                answer
                        ? "passed: the managers' pages answer"
                        : built
                                ? "FAILED: the managers' pages do not answer"
                                : "There are no managers' pages: this demo was built without npm");
        return answer || !built;
    }

    private void introduce(RunningDemo demo, LauncherServer launcher) throws IOException, InterruptedException {
        progress.print("");
        progress.print("Eureka   " + demo.registry().url());
        for (String service : List.of("tx-manager", "order", "storage", "account", "ledger")) {
            for (Registry.Instance instance : demo.registered(service)) {
                progress.print(
                        String.format("%-8s %s", service.equals("tx-manager") ? "manager" : service, instance.url()));
            }
        }
        Optional<URI> pages = demo.pages();
        if (pages.isPresent()) {
            progress.print("");
            progress.print("Watch it at " + pages.get() + " as admin with the password " + demo.adminPassword());
        }
        progress.print("");
        progress.print("One order, in four databases (an order number is good for one):");
        progress.print("");
        progress.print(
                "curl -i -H 'Content-Type: application/json' " + demo.shop().url() + "/orders"
                        + " -d '{\"orderNumber\":\"mine-1\",\"item\":\"item-1\",\"quantity\":1,"
                        + "\"buyer\":\"customer-1\",\"seller\":\"merchant-1\",\"amount\":100}'");
        progress.print("");
        progress.print("With -H 'X-Demo-Fault: ledger=throw' the last service in the chain fails after its work.");
        progress.print("");
        progress.print("Lose committed work, and see it done again: the button at " + launcher.url("/") + ", or");
        progress.print("");
        progress.print("curl -N -X POST " + launcher.url("/losses"));
        progress.print("");
        progress.print("Ctrl-C ends everything.");
    }
}
