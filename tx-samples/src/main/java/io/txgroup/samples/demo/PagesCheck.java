package io.txgroup.samples.demo;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Drives a browser through the pages of the running demo; what it does there is in {@code admin-ui/browser/demo.mjs}. */
final class PagesCheck {
    private static final Duration LIMIT = Duration.ofMinutes(15);
    private static final Pattern CHECKS = Pattern.compile("(?m)^(\\d+) checks$");
    private static final String NAME = "browser";

    private final Run run;
    private final Path script;
    private final Path screenshots;
    private final Path chromium;

    private PagesCheck(Run run, Path script, Path screenshots, Path chromium) {
        this.run = run;
        this.script = script;
        this.screenshots = screenshots;
        this.chromium = chromium;
    }

    /**
     * Fails if what it needs is not there.
     *
     * @param command the demo's own, which stands in {@code bin}
     * @param screenshots where pictures are kept
     */
    static PagesCheck of(Run run, Path command, Path screenshots) {
        Path script = command.resolveSibling("../admin-ui/browser/demo.mjs").normalize();
        boolean built = !Boolean.getBoolean("demo.without-pages");
        if (!built || !Files.exists(script.resolve("../../node_modules").normalize())) {
            throw new DemoException(
                    "The demo was built without the managers' pages, so a browser has nothing to look at:"
                            + " install Node 20 or later with npm, and remove "
                            + script.resolve("../../target").normalize()
                            + "; on Debian: apt-get install nodejs npm");
        }
        Path chromium = Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "chromium"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new DemoException(
                        "There is no chromium on the path; on Debian: apt-get install chromium fonts-noto-cjk"));
        return new PagesCheck(run, script, screenshots, chromium);
    }

    /** {@code losses} is the page that kills; returns how much was checked, or fails with what the browser saw. */
    int run(RunningDemo demo, URI losses) throws IOException, InterruptedException {
        ChildProcess browser = run.startJob(
                NAME,
                List.of("node", script.toString()),
                Map.of(
                        "MANAGER", demo.manager().toString(),
                        "PASSWORD", demo.adminPassword(),
                        "DEMO", losses.toString(),
                        "SCREENSHOTS", screenshots.toString(),
                        "CHROMIUM", chromium.toString()));
        int status = run.processes().awaitEnd(browser, LIMIT);
        String said = Files.readString(run.processes().log(NAME));
        Matcher checks = CHECKS.matcher(said);
        if (status != 0 || !checks.find()) {
            throw new DemoException("The browser ended with " + status + " and has found:\n" + said);
        }
        return Integer.parseInt(checks.group(1));
    }
}
