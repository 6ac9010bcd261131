package io.txgroup.verification.chaos;

import io.txgroup.verification.chaos.load.Attempt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Keeps what callers did beside the logs, for whoever looks for a cause. */
final class Attempts {
    private Attempts() {}

    static void write(Path folder, List<Attempt> attempts) throws IOException {
        long first = attempts.stream().mapToLong(Attempt::began).min().orElse(0);
        Files.createDirectories(folder);
        Files.write(
                folder.resolve("attempts.txt"),
                attempts.stream()
                        .map(one -> (one.began() - first) / 1_000_000 + "-" + (one.ended() - first) / 1_000_000 + " ms "
                                + one.answer() + " " + one.path() + " " + one.transfer() + " "
                                + one.said().replace('\n', ' '))
                        .toList());
    }
}
