package io.txgroup.samples.demo;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;

/** Runs the Java that writes a class archive, and ends it when the launcher is gone. */
public final class ArchiveBuild {
    private ArchiveBuild() {}

    /** With the whole command. */
    public static void main(String[] command) throws IOException, InterruptedException {
        Process build = new ProcessBuilder(command)
                .inheritIO()
                .redirectInput(Redirect.from(new File("/dev/null")))
                .start();
        Thread watch = new Thread(() -> endWithTheLauncher(build), "launcher-watch");
        watch.setDaemon(true);
        watch.start();
        System.exit(build.waitFor());
    }

    private static void endWithTheLauncher(Process build) {
        Child.awaitEndOfInput();
        build.destroyForcibly();
    }
}
