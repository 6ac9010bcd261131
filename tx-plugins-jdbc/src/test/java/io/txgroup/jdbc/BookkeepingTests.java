package io.txgroup.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txgroup.client.spi.FakeUnit;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.TableGenerator;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Connections taken for bookkeeping inside a group don't make groups wait for each other. */
class BookkeepingTests extends JdbcContract {
    private static final HeldSettings KEEPING_BOOKS = new HeldSettings(
            AutoCommitWork.JOIN,
            UnannotatedWork.REFUSE,
            0,
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Set.of("hibernate_sequences", "audit"));

    BookkeepingTests() {
        super(TestDatabase.H2);
    }

    /** An entity that takes each id from a table. */
    @Entity(name = "parcel")
    static class Parcel {
        @Id
        @TableGenerator(name = "parcels", table = "hibernate_sequences", allocationSize = 1)
        @GeneratedValue(strategy = GenerationType.TABLE, generator = "parcels")
        private Long id;

        Long id() {
            return id;
        }
    }

    @Test
    void letsTwoGroupsTakeIdsFromOneTableAtOnce() throws Exception {
        FakeUnits units = new FakeUnits();
        dataSource = new HeldDataSource("stock", pool, units, KEEPING_BOOKS, canceller());
        try (EntityManagerFactory factory = factory()) {
            FakeUnit first = new FakeUnit();
            FakeUnit second = new FakeUnit();
            units.run(first, () -> assertThat(persist(factory)).isEqualTo(1));
            CompletableFuture<Void> meanwhile = CompletableFuture.runAsync(() -> {
                try {
                    units.run(second, () -> assertThat(persist(factory)).isEqualTo(2));
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThat(meanwhile).succeedsWithin(Duration.ofSeconds(20));

            assertThat(first.resources()).extracting(held -> held.name()).containsExactly("stock#1");
            assertThat(second.resources()).extracting(held -> held.name()).containsExactly("stock#1");
            first.rollback();
            second.commit();
            assertThat(outside.queryForList("SELECT id FROM parcel", Long.class))
                    .containsExactly(2L);
        }
        assertThat(connectionsInUse()).isZero();
    }

    private static Long persist(EntityManagerFactory factory) {
        return new TransactionTemplate(new JpaTransactionManager(factory)).execute(status -> {
            Parcel parcel = new Parcel();
            SharedEntityManagerCreator.createSharedEntityManager(factory).persist(parcel);
            return parcel.id();
        });
    }

    private EntityManagerFactory factory() {
        LocalContainerEntityManagerFactoryBean bean = new LocalContainerEntityManagerFactoryBean();
        bean.setDataSource(dataSource);
        bean.setManagedTypes(
                org.springframework.orm.jpa.persistenceunit.PersistenceManagedTypes.of(Parcel.class.getName()));
        bean.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
        bean.setJpaPropertyMap(Map.of("hibernate.hbm2ddl.auto", "create"));
        bean.afterPropertiesSet();
        return bean.getObject();
    }

    @Test
    void commitsAnAuditRowByItselfAndRefusesAnythingElseBesideIt() throws Exception {
        outside.execute("CREATE TABLE audit (id INT)");
        settings(KEEPING_BOOKS);
        inGroup(() -> transaction(status -> {
            insert(1);
            transaction(
                    TransactionDefinition.PROPAGATION_REQUIRES_NEW,
                    inner -> jdbc.update("INSERT INTO audit VALUES (?)", 1));
            assertThatThrownBy(() -> transaction(TransactionDefinition.PROPAGATION_REQUIRES_NEW, inner -> {
                        jdbc.update("INSERT INTO audit VALUES (?)", 2);
                        jdbc.update("INSERT INTO stock VALUES (?, 1)", 2);
                    }))
                    .hasStackTraceContaining("began with a table of tx.jdbc.local-tables");
        }));
        unit.rollback();

        assertThat(visible()).isZero();
        assertThat(outside.queryForList("SELECT id FROM audit", Integer.class)).containsExactly(1);
        assertThat(connectionsInUse()).isZero();
    }

    @Test
    void keepsAuditRowsInALocalTransactionThatBeganWithTheGroupsWork() throws Exception {
        outside.execute("CREATE TABLE audit (id INT)");
        settings(KEEPING_BOOKS);
        inGroup(() -> transaction(status -> {
            insert(1);
            jdbc.update("INSERT INTO audit VALUES (?)", 1);
        }));
        unit.rollback();

        assertThat(outside.queryForList("SELECT id FROM audit", Integer.class)).isEmpty();
    }

    @Test
    void goesToAndFroInAutoCommit() throws Exception {
        outside.execute("CREATE TABLE audit (id INT)");
        settings(KEEPING_BOOKS);
        inGroup(() -> jdbc.execute((java.sql.Connection connection) -> {
            for (String sql : new String[] {"INSERT INTO audit VALUES (1)", "INSERT INTO stock VALUES (1, 1)"}) {
                for (int i = 0; i < 2; i++) {
                    try (var statement = connection.prepareStatement(sql.replace("(1", "(" + i))) {
                        statement.executeUpdate();
                    }
                }
            }
            return null;
        }));
        assertThat(visible()).isZero();
        assertThat(outside.queryForList("SELECT id FROM audit", Integer.class)).containsExactly(0, 1);
        unit.commit();
        assertThat(visible()).isEqualTo(2);
    }
}
