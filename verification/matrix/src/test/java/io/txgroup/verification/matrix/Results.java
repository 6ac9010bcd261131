package io.txgroup.verification.matrix;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** What became of each scenario in each cell; written as a table when the last one has run. Thread-safe. */
final class Results implements AutoCloseable {
    private static final Path TABLE = Path.of("target", "matrix.md");

    private final Map<Place, Counts> counts = new ConcurrentHashMap<>();
    private final Map<String, TreeSet<String>> impossible = new TreeMap<>();

    /** A scenario has run there. */
    synchronized void ran(Place place, boolean passed) {
        counts.merge(place, new Counts(passed ? 1 : 0, 1, 0), Counts::plus);
    }

    /** A scenario can't be done there; that it is refused has been tried. */
    synchronized void cannot(Place place, String scenario, String reason) {
        counts.merge(place, new Counts(0, 0, 1), Counts::plus);
        impossible
                .computeIfAbsent(scenario + ": " + reason, key -> new TreeSet<>())
                .add(place.row() + ", " + place.client().title);
    }

    /** The table, in Markdown. */
    synchronized String table() {
        List<ClientKind> clients = List.of(ClientKind.values());
        List<String> lines = new ArrayList<>();
        lines.add("| | " + clients.stream().map(client -> client.title).collect(Collectors.joining(" | ")) + " |");
        lines.add("|---|" + "---|".repeat(clients.size()));
        for (Database database : Database.values()) {
            for (Level level : database.levels()) {
                lines.add("| " + new Place(database, level, ClientKind.JDBC).row() + " | "
                        + clients.stream()
                                .map(client -> cell(new Place(database, level, client)))
                                .collect(Collectors.joining(" | "))
                        + " |");
            }
        }
        impossible.forEach((what, where) -> {
            lines.add("");
            lines.add("`-` " + what + " (" + String.join("; ", where) + ")");
        });
        return String.join("\n", lines) + "\n";
    }

    private String cell(Place place) {
        if (!place.database().isThere()) {
            return "not run";
        }
        Counts of = counts.getOrDefault(place, Counts.NONE);
        String text = of.passed + "/" + of.total;
        return of.impossible == 0 ? text : text + ", " + of.impossible + " `-`";
    }

    @Override
    public void close() {
        String table = table();
        System.out.println(table);
        try {
            Files.createDirectories(TABLE.getParent());
            Files.writeString(TABLE, table);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Counts(int passed, int total, int impossible) {
        static final Counts NONE = new Counts(0, 0, 0);

        Counts plus(Counts other) {
            return new Counts(passed + other.passed, total + other.total, impossible + other.impossible);
        }
    }
}
