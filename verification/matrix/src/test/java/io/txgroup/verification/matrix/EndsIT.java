package io.txgroup.verification.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txgroup.client.TxRolledBackException;
import java.sql.Connection;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.cache.Cache;
import org.springframework.cache.concurrent.ConcurrentMapCache;
import org.springframework.cache.transaction.TransactionAwareCacheDecorator;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** How a group ends, and what it leaves behind. */
class EndsIT extends MatrixContract {
    EndsIT(Place place) {
        super(place);
    }

    @Test
    void showsItsWorkOnlyWhenTheGroupCommits() throws Exception {
        callInTransaction(status -> insert(1));
        assertThat(visible()).isEmpty();

        group().commit();
        assertThat(visible()).containsExactly(1);
    }

    @Test
    void leavesNothingWhenTheGroupRollsBack() throws Exception {
        cell().outside().update("INSERT INTO item VALUES (1, 'before', 1, 0)");
        callInTransaction(status -> {
            items().setAmount(1, 9);
            insert(2);
        });
        group().rollback();

        assertThat(visible()).containsExactly(1);
        assertThat(cell().outside().queryForObject("SELECT amount FROM item", Integer.class))
                .isEqualTo(1);
    }

    @Test
    void commitsAGroupOfItsOwnThatCallsNobody() throws Exception {
        Group.run(cell().manager(), () -> {
            transaction(status -> insert(1));
            transaction(status -> insert(2));
            assertThat(visible()).isEmpty();
            return true;
        });

        assertThat(visible()).containsExactly(1, 2);
    }

    @Test
    void commitsTwoDataSourcesTogether() throws Exception {
        Group.run(cell().manager(), () -> {
            transaction(status -> insert(1));
            insertIntoSecond(2);
            assertNothingIsVisible();
            return true;
        });

        assertThat(visible()).containsExactly(1);
        assertThat(visibleInSecond()).containsExactly(2);
    }

    @Test
    void rollsTwoDataSourcesBackTogether() throws Exception {
        group().call(() -> {
            transaction(status -> insert(1));
            insertIntoSecond(2);
        });
        group().rollback();

        assertNothingIsVisible();
    }

    @Test
    void rollsBackWhenTheApplicationThrows() {
        assertThatThrownBy(() -> group().call(() -> {
                    transaction(status -> insert(1));
                    insertIntoSecond(2);
                    throw new IllegalStateException("changed my mind");
                }))
                .hasMessage("changed my mind");

        assertThat(cell().connectionsInUse()).isZero();
        assertNothingIsVisible();
    }

    @Test
    void vetoesWhenALaterLocalTransactionIsRolledBack() {
        assertThatThrownBy(() -> group().call(() -> {
                    transaction(status -> insert(1));
                    transaction(status -> {
                        insert(2);
                        status.setRollbackOnly();
                    });
                    transaction(status -> assertThat(items().count()).isEqualTo(1));
                }))
                .isInstanceOf(TxRolledBackException.class)
                .hasMessageContaining("a local transaction was rolled back");

        assertNothingIsVisible();
    }

    @Test
    void rollsBackWhenTheDeadlinePasses() {
        Group hurried = new Group(cell().manager(), Duration.ofMillis(700));

        assertThatThrownBy(() -> hurried.call(() -> {
                    transaction(status -> insert(1));
                    transaction(status -> items().run(place().database().endless()));
                }))
                .isInstanceOf(Exception.class);

        assertThat(visible()).isEmpty();
    }

    @Test
    void refusesACallThatComesAfterTheEnd() throws Exception {
        callInTransaction(status -> insert(1));
        group().commit();

        assertThatThrownBy(() -> callInTransaction(status -> insert(2))).isInstanceOf(TxRolledBackException.class);
        assertThat(visible()).containsExactly(1);
    }

    @Test
    void servesSeveralCallsOnOneConnection() throws Exception {
        callInTransaction(status -> insert(1));
        callInTransaction(status -> {
            assertThat(items().find(1)).isPresent();
            insert(2);
        });
        assertThat(cell().connectionsInUse()).isEqualTo(1);

        group().commit();
        assertThat(visible()).containsExactly(1, 2);
    }

    @Test
    void givesTheConnectionBackAsItWas() throws Exception {
        String before = settings();
        group().call(() -> {
            TransactionTemplate template = new TransactionTemplate(cell().transactions());
            template.setIsolationLevel(TransactionDefinition.ISOLATION_SERIALIZABLE);
            template.executeWithoutResult(status -> insert(1));
            readOnlyTransaction(status -> assertThat(items().count()).isEqualTo(1));
        });
        group().commit();

        assertThat(cell().connectionsInUse()).isZero();
        assertThat(settings()).isEqualTo(before);
    }

    private String settings() throws Exception {
        try (Connection connection = cell().pool().getConnection()) {
            return connection.getAutoCommit() + ", " + connection.getTransactionIsolation() + ", "
                    + connection.isReadOnly();
        }
    }

    /** As docs/databases.md says: what listens to the local transaction hears of a commit that is only pretended. */
    @Test
    void fillsSpringsCacheAtTheLocalCommitAndKeepsItWhenTheGroupRollsBack() throws Exception {
        Cache cache = new ConcurrentMapCache("items");
        Cache transactional = new TransactionAwareCacheDecorator(cache);
        callInTransaction(status -> {
            insert(1);
            transactional.put(1, "one");
            assertThat(cache.get(1)).isNull();
        });
        assertThat(cache.get(1, String.class)).isEqualTo("one");

        group().rollback();
        assertThat(visible()).isEmpty();
        assertThat(cache.get(1, String.class)).isEqualTo("one");
    }
}
