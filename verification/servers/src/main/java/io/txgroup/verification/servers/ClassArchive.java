package io.txgroup.verification.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The AppCDS archive of one class path, which may have jars only: the classes of all processes that run on it, parsed and
 * linked once. Processes started before it exists write down what they load; {@link #buildCommand} makes the archive of that
 * for those started later. Whoever builds the jars anew removes it.
 */
public final class ClassArchive {
    private final String name;
    private final String classPath;
    private final Path archive;
    private final Path lists;

    /** Of that name in a directory, which need not be there. */
    public ClassArchive(Path directory, String name, String classPath) {
        this.name = name;
        this.classPath = classPath;
        this.archive = directory.resolve(name + ".jsa");
        this.lists = directory.resolve(name + "-classes");
    }

    /** What files and messages call it. */
    public String name() {
        return name;
    }

    /** What it is for. */
    public String classPath() {
        return classPath;
    }

    /** Whether it has been made. */
    public boolean exists() {
        return Files.exists(archive);
    }

    /** The options with which {@code process} starts: it uses the archive, or helps to make it. */
    public List<String> options(String process) {
        if (exists()) {
            return List.of("-XX:SharedArchiveFile=" + archive, "-Xshare:auto", "-Xlog:cds=off", "-Xlog:class+path=off");
        }
        return List.of("-XX:DumpLoadedClassList=" + lists.resolve(process + ".txt"));
    }

    /** Makes the directory for what the processes write down. */
    public void prepare() {
        try {
            if (!exists()) {
                Files.createDirectories(lists);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The options with which Java makes an archive of what the processes have loaded so far; {@link #publish} is next. */
    public List<String> buildCommand() throws IOException {
        Path merged = Files.write(lists.resolveSibling(lists.getFileName() + ".txt"), loadedClasses());
        return List.of(
                "-Xshare:dump",
                "-XX:SharedClassListFile=" + merged,
                "-XX:SharedArchiveFile=" + unfinished(),
                "-Xlog:cds=off",
                "-Xlog:class+load=off",
                "-cp",
                classPath);
    }

    private Path unfinished() {
        return archive.resolveSibling(archive.getFileName() + ".part");
    }

    /** Lets processes start from what {@link #buildCommand} made. */
    public void publish() throws IOException {
        Files.move(unfinished(), archive, StandardCopyOption.ATOMIC_MOVE);
    }

    private Set<String> loadedClasses() throws IOException {
        Set<String> classes = new LinkedHashSet<>();
        try (Stream<Path> files = Files.list(lists)) {
            for (Path file : files.toList()) {
                for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                    if (!line.contains(" source: ")) {
                        classes.add(withoutId(line));
                    }
                }
            }
        }
        return classes;
    }

    /** Later Java versions number the classes, each process in its own way. */
    private static String withoutId(String line) {
        int id = line.indexOf(" id: ");
        return id < 0 ? line : line.substring(0, id);
    }
}
