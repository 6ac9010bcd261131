package io.txgroup.verification.matrix;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.ibatis.cursor.Cursor;
import org.apache.ibatis.session.ExecutorType;
import org.apache.ibatis.session.SqlSessionFactory;
import org.mybatis.spring.SqlSessionTemplate;
import org.mybatis.spring.SqlSessionUtils;
import org.springframework.dao.OptimisticLockingFailureException;

/** By MyBatis. */
final class MyBatisItems implements Items {
    private final ItemMapper mapper;
    private final SqlSessionTemplate session;
    private final SqlSessionFactory factory;

    MyBatisItems(ItemMapper mapper, SqlSessionTemplate session, SqlSessionFactory factory) {
        this.mapper = mapper;
        this.session = session;
        this.factory = factory;
    }

    @Override
    public void insert(Item item) {
        mapper.insert(item);
    }

    @Override
    public Optional<Item> find(int id) {
        return Optional.ofNullable(mapper.find(id));
    }

    @Override
    public int count() {
        return mapper.count();
    }

    @Override
    public void setAmount(int id, int amount) {
        mapper.setAmount(id, amount);
    }

    @Override
    public void save(Item item) {
        if (mapper.save(item) == 0) {
            throw new OptimisticLockingFailureException(item + " was written by somebody else");
        }
    }

    @Override
    public void insertAll(List<Item> items) {
        ItemMapper batching = new SqlSessionTemplate(factory, ExecutorType.BATCH).getMapper(ItemMapper.class);
        items.forEach(batching::insert);
        batching.flush();
    }

    @Override
    public int insertTicket(String name) {
        ItemMapper.Ticket ticket = new ItemMapper.Ticket(name);
        mapper.insertTicket(ticket);
        return Objects.requireNonNull(ticket.id);
    }

    @Override
    public void insertDocument(Document document) {
        mapper.insertDocument(document);
    }

    @Override
    public Document document(int id) {
        return mapper.document(id);
    }

    @Override
    public void insertMoment(Moment moment) {
        mapper.insertMoment(moment);
    }

    @Override
    public Moment moment(int id) {
        return mapper.moment(id);
    }

    @Override
    public List<Integer> stream(int fetchSize) {
        List<Integer> ids = new ArrayList<>();
        try (Cursor<Integer> rows = mapper.stream()) {
            rows.forEach(ids::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ids;
    }

    @Override
    public int callPutItem(int id) {
        return mapper.callPutItem(id);
    }

    @Override
    public void runForOneSecond(String query) {
        mapper.runForOneSecond(query);
    }

    @Override
    public void run(String query) {
        mapper.run(query);
    }

    @Override
    public void execute(String sql) {
        mapper.execute(sql);
    }

    @Override
    public void withConnection(Work work) {
        var open = SqlSessionUtils.getSqlSession(factory, session.getExecutorType(), null);
        try {
            work.on(open.getConnection());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } finally {
            SqlSessionUtils.closeSqlSession(open, factory);
        }
    }
}
