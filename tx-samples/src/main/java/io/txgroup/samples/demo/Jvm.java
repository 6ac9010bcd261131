package io.txgroup.samples.demo;

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

    /** Compiles well: for measurements. */
    static Jvm thorough(Installation installation) {
        return new Jvm(installation, List.of("-Xmx256m", "-XX:+UseSerialGC"));
    }

    boolean hasArchives() {
        return samples.exists() && manager.exists();
    }

    List<ClassArchive> missingArchives() {
        return List.of(samples, manager).stream()
                .filter(archive -> !archive.exists())
                .toList();
    }

    List<String> sample(String process, Path runDirectory, Class<?> main, String... arguments) {
        return command(samples.classPath(), samples.options(process), runDirectory, main.getName(), arguments);
    }

    List<String> manager(String process, Path runDirectory) {
        return command(
                manager.classPath(),
                manager.options(process),
                runDirectory,
                "io.txgroup.manager.TxManagerApplication");
    }

    /** Makes what {@link ClassArchive#publish} then puts in place. */
    List<String> build(ClassArchive archive) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(JAVA, "-cp", samples.classPath(), ArchiveBuild.class.getName(), JAVA));
        command.addAll(options);
        command.addAll(archive.buildCommand());
        return command;
    }

    private List<String> command(
            String classPath, List<String> archiveOptions, Path runDirectory, String main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(JAVA));
        command.addAll(options);
        command.addAll(archiveOptions);
        command.addAll(List.of("-XX:-UsePerfData", "-Djava.io.tmpdir=" + runDirectory));
        command.addAll(List.of("-cp", classPath, Child.class.getName(), main));
        command.addAll(List.of(arguments));
        return command;
    }
}
