package io.txgroup.verification.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

/** What every scenario has at hand: a group that calls this service, the client, and somebody who looks from outside. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.txgroup.verification.matrix.MatrixContract#places")
@ExtendWith(Matrix.class)
abstract class MatrixContract {
    private final Place place;
    private @Nullable Cell cell;
    private @Nullable Group group;
    private @Nullable String impossible;

    MatrixContract(Place place) {
        this.place = place;
    }

    static Stream<Place> places() {
        return Arrays.stream(Database.values()).filter(Database::isThere).flatMap(database -> database.levels().stream()
                .flatMap(
                        level -> Arrays.stream(ClientKind.values()).map(client -> new Place(database, level, client))));
    }

    final Place place() {
        return place;
    }

    final void runIn(Cell started) {
        cell = started;
        group = new Group(started.manager(), Duration.ofSeconds(30));
    }

    /** The scenario can't be done here, and the test has seen that it is refused. */
    final void cannot(String reason) {
        impossible = reason;
    }

    final Optional<String> impossible() {
        return Optional.ofNullable(impossible);
    }

    final boolean on(Database database) {
        return place.database() == database;
    }

    final boolean by(ClientKind client) {
        return place.client() == client;
    }

    final Cell cell() {
        return Objects.requireNonNull(cell);
    }

    final Group group() {
        return Objects.requireNonNull(group);
    }

    final Items items() {
        return cell().items();
    }

    final void insert(int id) {
        items().insert(Item.numbered(id));
    }

    /** What everybody else sees. */
    final List<Integer> visible() {
        return cell().outside().queryForList("SELECT id FROM item ORDER BY id", Integer.class);
    }

    final List<Integer> visibleInSecond() {
        return cell().outsideSecond().queryForList("SELECT id FROM item ORDER BY id", Integer.class);
    }

    final void insertIntoSecond(int id) {
        cell().second().update("INSERT INTO item (id, name, amount, version) VALUES (?, 'second', 1, 0)", id);
    }

    final void transaction(Consumer<TransactionStatus> code) {
        transaction(TransactionDefinition.PROPAGATION_REQUIRED, code);
    }

    final void transaction(int propagation, Consumer<TransactionStatus> code) {
        TransactionTemplate template = new TransactionTemplate(cell().transactions());
        template.setPropagationBehavior(propagation);
        template.executeWithoutResult(code);
    }

    final void readOnlyTransaction(Consumer<TransactionStatus> code) {
        TransactionTemplate template = new TransactionTemplate(cell().transactions());
        template.setReadOnly(true);
        template.executeWithoutResult(code);
    }

    /** One call of the group, whose method has one local transaction. */
    final void callInTransaction(Consumer<TransactionStatus> code) throws Exception {
        group().call(() -> transaction(code));
    }

    final void assertNothingIsVisible() {
        assertThat(visible()).isEmpty();
        assertThat(visibleInSecond()).isEmpty();
    }
}
