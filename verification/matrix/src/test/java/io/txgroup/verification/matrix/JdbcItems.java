package io.txgroup.verification.matrix;

import java.math.BigDecimal;
import java.sql.CallableStatement;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.jdbc.core.CallableStatementCallback;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;

/** By {@link JdbcTemplate} and {@link JdbcClient}. */
final class JdbcItems implements Items {
    private final JdbcTemplate jdbc;
    private final JdbcClient client;
    private final DataSource dataSource;

    JdbcItems(JdbcTemplate jdbc, JdbcClient client, DataSource dataSource) {
        this.jdbc = jdbc;
        this.client = client;
        this.dataSource = dataSource;
    }

    @Override
    public void insert(Item item) {
        client.sql("INSERT INTO item (id, name, amount, version) VALUES (:id, :name, :amount, :version)")
                .paramSource(item)
                .update();
    }

    @Override
    public Optional<Item> find(int id) {
        return client.sql("SELECT id, name, amount, version FROM item WHERE id = ?")
                .param(id)
                .query(Item.class)
                .optional();
    }

    @Override
    public int count() {
        return client.sql("SELECT COUNT(*) FROM item").query(Integer.class).single();
    }

    @Override
    public void setAmount(int id, int amount) {
        jdbc.update("UPDATE item SET amount = ? WHERE id = ?", amount, id);
    }

    @Override
    public void save(Item item) {
        int hit = jdbc.update(
                "UPDATE item SET name = ?, amount = ?, version = version + 1 WHERE id = ? AND version = ?",
                item.name(),
                item.amount(),
                item.id(),
                item.version());
        if (hit == 0) {
            throw new OptimisticLockingFailureException(item + " was written by somebody else");
        }
    }

    @Override
    public void insertAll(List<Item> items) {
        jdbc.batchUpdate(
                "INSERT INTO item (id, name, amount, version) VALUES (?, ?, ?, ?)", items, 100, (statement, item) -> {
                    statement.setInt(1, item.id());
                    statement.setString(2, item.name());
                    statement.setInt(3, item.amount());
                    statement.setInt(4, item.version());
                });
    }

    @Override
    public int insertTicket(String name) {
        GeneratedKeyHolder key = new GeneratedKeyHolder();
        client.sql("INSERT INTO ticket (name) VALUES (?)").param(name).update(key, "id");
        return Objects.requireNonNull(key.getKey()).intValue();
    }

    @Override
    public void insertDocument(Document document) {
        jdbc.update(
                "INSERT INTO document (id, words, picture) VALUES (?, ?, ?)",
                document.id(),
                document.words(),
                document.picture());
    }

    @Override
    public Document document(int id) {
        return jdbc.queryForObject(
                "SELECT id, words, picture FROM document WHERE id = ?",
                (row, number) -> new Document(row.getInt(1), row.getString(2), row.getBytes(3)),
                id);
    }

    @Override
    public void insertMoment(Moment moment) {
        client.sql("INSERT INTO moment (id, due_day, made_at, price) VALUES (?, ?, ?, ?)")
                .params(moment.id(), moment.dueDay(), moment.madeAt(), moment.price())
                .update();
    }

    @Override
    public Moment moment(int id) {
        return jdbc.queryForObject(
                "SELECT id, due_day, made_at, price FROM moment WHERE id = ?",
                (row, number) -> new Moment(
                        row.getInt(1),
                        row.getObject(2, LocalDate.class),
                        row.getObject(3, LocalDateTime.class),
                        row.getObject(4, BigDecimal.class)),
                id);
    }

    @Override
    public List<Integer> stream(int fetchSize) {
        JdbcTemplate slowly = new JdbcTemplate(dataSource);
        slowly.setFetchSize(fetchSize);
        try (Stream<Integer> ids =
                slowly.queryForStream("SELECT id FROM item ORDER BY id", (row, number) -> row.getInt(1))) {
            return ids.toList();
        }
    }

    @Override
    public int callPutItem(int id) {
        CallableStatementCallback<Integer> call = (CallableStatement statement) -> {
            statement.registerOutParameter(1, Types.INTEGER);
            statement.setInt(2, id);
            statement.execute();
            return statement.getInt(1);
        };
        return Objects.requireNonNull(jdbc.execute("{? = call put_item(?)}", call));
    }

    @Override
    public void runForOneSecond(String query) {
        JdbcTemplate impatient = new JdbcTemplate(dataSource);
        impatient.setQueryTimeout(1);
        impatient.queryForList(query);
    }

    @Override
    public void run(String query) {
        jdbc.queryForList(query);
    }

    @Override
    public void execute(String sql) {
        jdbc.execute(sql);
    }

    @Override
    public void withConnection(Work work) {
        ConnectionCallback<Boolean> callback = connection -> {
            work.on(connection);
            return true;
        };
        jdbc.execute(callback);
    }
}
