package io.txgroup.samples.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Starts the demo in a process of its own, ends it by a signal, and looks for what it left behind. */
final class EndCheck {
    private static final List<String> SIGNALS = List.of("INT", "TERM", "KILL");
    private static final Duration END_LIMIT = Duration.ofSeconds(20);
    private static final Pattern PORTS = Pattern.compile("(?:127\\.0\\.0\\.1:|[ ,](?=\\d{4,5}(?:,| and|$)))(\\d{4,5})");
    private static final Pattern RUN_DIRECTORY = Pattern.compile("\\S*txgroup-demo-[-0-9a-f]+");

    /** What a running demo has that must go. */
    private record Traces(Set<Long> processes, Set<Integer> ports, Path runDirectory) {
        List<String> left() {
            List<String> left = new ArrayList<>();
            processes.stream()
                    .flatMap(pid -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).stream())
                    .forEach(process -> left.add("process " + process.pid() + " "
                            + process.info().commandLine().orElse("")));
            ports.stream().filter(EndCheck::isOpen).forEach(port -> left.add("port " + port));
            if (Files.exists(runDirectory)) {
                left.add(runDirectory.toString());
            }
            return left;
        }
    }

    private final Progress progress;
    private final String command;

    /** {@code command} starts a demo. */
    EndCheck(String command, Progress progress) {
        this.command = command;
        this.progress = progress;
    }

    /** Returns how many of the signals left something behind. */
    int run() throws IOException, InterruptedException {
        int failed = 0;
        for (String signal : SIGNALS) {
            List<String> left = leftAfter(signal);
            progress.say((left.isEmpty() ? "passed: " : "FAILED: ") + "the demo ended by SIG" + signal
                    + " leaves nothing behind");
            left.forEach(each -> progress.print("    " + each));
            failed += left.isEmpty() ? 0 : 1;
        }
        progress.print(SIGNALS.size() - failed + " passed, " + failed + " failed");
        return failed;
    }

    private List<String> leftAfter(String signal) throws IOException, InterruptedException {
        Process launcher = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (BufferedReader output = launcher.inputReader(StandardCharsets.UTF_8)) {
            String said = readUntilUp(output);
            Traces traces = traces(launcher, said);
            progress.say("SIG" + signal + " to a demo of " + traces.processes.size() + " processes and "
                    + traces.ports.size() + " ports");
            new ProcessBuilder("kill", "-" + signal, Long.toString(launcher.pid()))
                    .start()
                    .waitFor();
            List<String> left = traces.left();
            long deadline = System.nanoTime() + END_LIMIT.toNanos();
            while (!left.isEmpty() && System.nanoTime() < deadline) {
                TimeUnit.MILLISECONDS.sleep(200);
                left = traces.left();
            }
            return left;
        } finally {
            launcher.destroy();
        }
    }

    private static String readUntilUp(BufferedReader output) throws IOException {
        StringBuilder said = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            said.append(line).append('\n');
            if (line.startsWith("Ctrl-C")) {
                return said.toString();
            }
        }
        throw new DemoException("The demo did not start:\n" + said);
    }

    private static Traces traces(Process launcher, String said) {
        String directory = launcher.descendants()
                .map(process ->
                        RUN_DIRECTORY.matcher(process.info().commandLine().orElse("")))
                .filter(Matcher::find)
                .map(Matcher::group)
                .map(found -> found.substring(found.indexOf('/')))
                .findFirst()
                .orElseThrow(() -> new DemoException("No process of the demo names its directory"));
        Set<Long> processes = Stream.concat(
                        launcher.descendants(),
                        // PostgreSQL leaves its parent
                        ProcessHandle.allProcesses()
                                .filter(process ->
                                        process.info().commandLine().orElse("").contains(directory))
                                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants())))
                .map(ProcessHandle::pid)
                .collect(Collectors.toCollection(TreeSet::new));
        processes.add(launcher.pid());
        Set<Integer> ports = PORTS.matcher(said)
                .results()
                .map(result -> Integer.parseInt(result.group(1)))
                .collect(Collectors.toCollection(TreeSet::new));
        return new Traces(processes, ports, Path.of(directory));
    }

    private static boolean isOpen(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
