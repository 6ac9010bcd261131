package io.txgroup.verification.chaos.site;

import io.txgroup.verification.chaos.bank.Bank;
import io.txgroup.verification.servers.ClassArchive;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How the site starts Java: small, quick to compile, and from class archives once its first processes have shown what they
 * load. A process that comes back then costs the machine less than half, which is left for transfers.
 */
final class Programs {
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();
    private static final List<String> OPTIONS =
            List.of("-Xmx160m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData");
    private static final long ARCHIVE_LIMIT_SECONDS = 300;

    private final ClassArchive managers;
    private final ClassArchive banks;

    /** As {@code bin/chaos} says where they are; it removes the archives when it builds. */
    Programs() {
        Path directory = Path.of(told("chaos.archives"));
        managers = new ClassArchive(directory, "manager", told("chaos.manager"));
        banks = new ClassArchive(directory, "bank", System.getProperty("java.class.path"));
        managers.prepare();
        banks.prepare();
    }

    private static String told(String property) {
        String value = System.getProperty(property);
        if (value == null) {
            throw new IllegalStateException(
                    "There is no -D" + property + ": start this with bin/chaos or bin/test cluster");
        }
        return value;
    }

    /** The command that starts a manager, without its own arguments. */
    List<String> manager(String name) {
        return start(managers, name, "io.txgroup.manager.TxManagerApplication");
    }

    /** The command that starts an instance of a service, without its own arguments. */
    List<String> bank(String name) {
        return start(banks, name, Bank.class.getName());
    }

    private static List<String> start(ClassArchive archive, String name, String main) {
        List<String> arguments = new ArrayList<>(OPTIONS);
        arguments.addAll(archive.options(name));
        arguments.addAll(List.of("-cp", archive.classPath(), main));
        return arguments;
    }

    /** Makes the archives that are missing, of what those running have loaded. */
    void archive() {
        for (ClassArchive archive : List.of(managers, banks)) {
            if (!archive.exists()) {
                try {
                    make(archive);
                } catch (IOException e) {
                    throw new IllegalStateException("There can be no class archive " + archive.name(), e);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException("Interrupted while a class archive was made", e);
                }
            }
        }
    }

    private static void make(ClassArchive archive) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(JAVA));
        command.addAll(OPTIONS);
        command.addAll(archive.buildCommand());
        Process java = new ProcessBuilder(command).inheritIO().start();
        if (!java.waitFor(ARCHIVE_LIMIT_SECONDS, TimeUnit.SECONDS)) {
            java.destroyForcibly();
            throw new IllegalStateException(
                    "The class archive " + archive.name() + " was not made within " + ARCHIVE_LIMIT_SECONDS + " s");
        }
        if (java.exitValue() != 0) {
            throw new IllegalStateException(
                    "No class archive " + archive.name() + ": java ended with " + java.exitValue() + ", see above");
        }
        archive.publish();
    }
}
