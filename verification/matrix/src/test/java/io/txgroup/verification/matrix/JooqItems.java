package io.txgroup.verification.matrix;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.table;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jooq.BatchBindStep;
import org.jooq.Cursor;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Record1;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.springframework.dao.OptimisticLockingFailureException;

/** By jOOQ, without generated classes. */
final class JooqItems implements Items {
    private static final Table<Record> ITEM = table("item");
    private static final Table<Record> TICKET = table("ticket");
    private static final Table<Record> DOCUMENT = table("document");
    private static final Table<Record> MOMENT = table("moment");
    private static final Field<Integer> ID = field("id", Integer.class);
    private static final Field<String> NAME = field("name", String.class);
    private static final Field<Integer> AMOUNT = field("amount", Integer.class);
    private static final Field<Integer> VERSION = field("version", Integer.class);
    private static final Field<String> WORDS = field("words", String.class);
    private static final Field<byte[]> PICTURE = field("picture", byte[].class);
    private static final Field<LocalDate> DUE_DAY = field("due_day", LocalDate.class);
    private static final Field<LocalDateTime> MADE_AT = field("made_at", LocalDateTime.class);
    private static final Field<BigDecimal> PRICE = field("price", BigDecimal.class);

    private final DSLContext jooq;

    JooqItems(DSLContext jooq) {
        this.jooq = jooq;
    }

    @Override
    public void insert(Item item) {
        jooq.insertInto(ITEM, ID, NAME, AMOUNT, VERSION)
                .values(item.id(), item.name(), item.amount(), item.version())
                .execute();
    }

    @Override
    public Optional<Item> find(int id) {
        return jooq.select(ID, NAME, AMOUNT, VERSION)
                .from(ITEM)
                .where(ID.eq(id))
                .fetchOptional(row -> new Item(row.value1(), row.value2(), row.value3(), row.value4()));
    }

    @Override
    public int count() {
        return jooq.fetchCount(ITEM);
    }

    @Override
    public void setAmount(int id, int amount) {
        jooq.update(ITEM).set(AMOUNT, amount).where(ID.eq(id)).execute();
    }

    @Override
    public void save(Item item) {
        int hit = jooq.update(ITEM)
                .set(NAME, item.name())
                .set(AMOUNT, item.amount())
                .set(VERSION, VERSION.plus(1))
                .where(ID.eq(item.id()), VERSION.eq(item.version()))
                .execute();
        if (hit == 0) {
            throw new OptimisticLockingFailureException(item + " was written by somebody else");
        }
    }

    @Override
    public void insertAll(List<Item> items) {
        BatchBindStep batch =
                jooq.batch(jooq.insertInto(ITEM, ID, NAME, AMOUNT, VERSION).values((Integer) null, null, null, null));
        for (Item item : items) {
            batch = batch.bind(item.id(), item.name(), item.amount(), item.version());
        }
        batch.execute();
    }

    @Override
    public int insertTicket(String name) {
        Record1<Integer> key =
                jooq.insertInto(TICKET, NAME).values(name).returningResult(ID).fetchOne();
        return Objects.requireNonNull(key).value1();
    }

    @Override
    public void insertDocument(Document document) {
        jooq.insertInto(DOCUMENT, ID, WORDS, PICTURE)
                .values(document.id(), document.words(), document.picture())
                .execute();
    }

    @Override
    public Document document(int id) {
        return jooq.select(ID, WORDS, PICTURE)
                .from(DOCUMENT)
                .where(ID.eq(id))
                .fetchSingle(row -> new Document(row.value1(), row.value2(), row.value3()));
    }

    @Override
    public void insertMoment(Moment moment) {
        jooq.insertInto(MOMENT, ID, DUE_DAY, MADE_AT, PRICE)
                .values(moment.id(), moment.dueDay(), moment.madeAt(), moment.price())
                .execute();
    }

    @Override
    public Moment moment(int id) {
        return jooq.select(ID, DUE_DAY, MADE_AT, PRICE)
                .from(MOMENT)
                .where(ID.eq(id))
                .fetchSingle(row -> new Moment(row.value1(), row.value2(), row.value3(), row.value4()));
    }

    @Override
    public List<Integer> stream(int fetchSize) {
        List<Integer> ids = new ArrayList<>();
        try (Cursor<Record1<Integer>> rows =
                jooq.select(ID).from(ITEM).orderBy(ID).fetchSize(fetchSize).fetchLazy()) {
            for (Record1<Integer> row : rows) {
                ids.add(row.value1());
            }
        }
        return ids;
    }

    @Override
    public int callPutItem(int id) {
        return jooq.select(DSL.function("put_item", Integer.class, DSL.val(id)))
                .fetchSingle()
                .value1();
    }

    @Override
    public void runForOneSecond(String query) {
        jooq.resultQuery(query).queryTimeout(1).fetch();
    }

    @Override
    public void run(String query) {
        jooq.fetch(query);
    }

    @Override
    public void execute(String sql) {
        jooq.execute(sql);
    }

    @Override
    public void withConnection(Work work) {
        jooq.connection(work::on);
    }
}
