package io.txgroup.samples.demo;

import io.txgroup.verification.servers.ClassArchive;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How the demo starts Java: small, and from a class archive once there is one. */
final class Jvm {
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private final List<String> options;
    private final ClassArchive samples;
    private final ClassArchive manager;

    /** {@code options} besides those of the class archives. */
    private Jvm(Installation installation, List<String> options) {
        this.options = List.copyOf(options);
        this.samples = new ClassArchive(installation.classArchives(), "samples", installation.samplesClassPath());
        this.manager = new ClassArchive(installation.classArchives(), "manager", installation.managerClassPath());
        samples.prepare();
        manager.prepare();
    }

    /** Compiles quickly: for a start. */
    static Jvm quick(Installation installation) {
        return new Jvm(installation, List.of("-Xmx160m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    }

    boolean hasArchives() {
        return samples.exists() && manager.exists();
    }

    List<ClassArchive> missingArchives() {
        return List.of(samples, manager).stream()
                .filter(archive -> !archive.exists())
                .toList();
    }

    /** A process of the samples, from a class with a main method. */
    List<String> sample(String process, Path runDirectory, Class<?> main) {
        return command(samples, process, runDirectory, Child.class.getName(), main.getName());
    }

    /** The process of {@link Backends}, which itself sees to its end. */
    List<String> backends(Path runDirectory, Path programs) {
        return command(
                samples,
                Processes.BACKENDS,
                runDirectory,
                Backends.class.getName(),
                runDirectory.toString(),
                programs.toString());
    }

    List<String> manager(String process, Path runDirectory) {
        return command(
                manager, process, runDirectory, Child.class.getName(), "io.txgroup.manager.TxManagerApplication");
    }

    /** Makes what {@link ClassArchive#publish} then puts in place. */
    List<String> build(ClassArchive archive) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(JAVA, "-cp", samples.classPath(), ArchiveBuild.class.getName(), JAVA));
        command.addAll(options);
        command.addAll(archive.buildCommand());
        return command;
    }

    private List<String> command(ClassArchive archive, String process, Path runDirectory, String... mainAndArguments) {
        List<String> command = new ArrayList<>(List.of(JAVA));
        command.addAll(options);
        command.addAll(archive.options(process));
        command.addAll(List.of("-XX:-UsePerfData", "-Djava.io.tmpdir=" + runDirectory, "-cp", archive.classPath()));
        command.addAll(List.of(mainAndArguments));
        return command;
    }
}
