package io.txgroup.verification.matrix;

import io.txgroup.verification.matrix.Entities.DocumentRow;
import io.txgroup.verification.matrix.Entities.ItemRow;
import io.txgroup.verification.matrix.Entities.MomentRow;
import io.txgroup.verification.matrix.Entities.TicketRow;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.hibernate.Session;
import org.hibernate.jpa.HibernateHints;
import org.hibernate.jpa.SpecHints;

/** By Spring Data JPA and Hibernate; what is read, is read from the database, not from the session. */
final class JpaItems implements Items {
    private final ItemRepository repository;
    private final EntityManager entities;

    JpaItems(ItemRepository repository, EntityManager entities) {
        this.repository = repository;
        this.entities = entities;
    }

    @Override
    public void insert(Item item) {
        repository.saveAndFlush(ItemRow.ofNew(item));
    }

    @Override
    public Optional<Item> find(int id) {
        entities.clear();
        return repository.findById(id).map(ItemRow::toItem);
    }

    @Override
    public int count() {
        return Math.toIntExact(repository.count());
    }

    @Override
    public void setAmount(int id, int amount) {
        entities.createQuery("UPDATE Item SET amount = :amount WHERE id = :id")
                .setParameter("amount", amount)
                .setParameter("id", id)
                .executeUpdate();
    }

    @Override
    public void save(Item item) {
        repository.saveAndFlush(ItemRow.of(item));
    }

    @Override
    public void insertAll(List<Item> items) {
        repository.saveAllAndFlush(items.stream().map(ItemRow::ofNew).toList());
    }

    @Override
    public int insertTicket(String name) {
        TicketRow ticket = new TicketRow(name);
        entities.persist(ticket);
        return Objects.requireNonNull(ticket.id);
    }

    @Override
    public void insertDocument(Document document) {
        entities.persist(new DocumentRow(document));
        entities.flush();
    }

    @Override
    public Document document(int id) {
        entities.clear();
        return entities.find(DocumentRow.class, id).toDocument();
    }

    @Override
    public void insertMoment(Moment moment) {
        entities.persist(new MomentRow(moment));
        entities.flush();
    }

    @Override
    public Moment moment(int id) {
        entities.clear();
        return entities.find(MomentRow.class, id).toMoment();
    }

    @Override
    public List<Integer> stream(int fetchSize) {
        try (Stream<Integer> ids = entities.createQuery("SELECT i.id FROM Item i ORDER BY i.id", Integer.class)
                .setHint(HibernateHints.HINT_FETCH_SIZE, fetchSize)
                .getResultStream()) {
            return ids.toList();
        }
    }

    @Override
    public int callPutItem(int id) {
        return (Integer) entities.createNativeQuery("SELECT put_item(:id)", Integer.class)
                .setParameter("id", id)
                .getSingleResult();
    }

    @Override
    public void runForOneSecond(String query) {
        entities.createNativeQuery(query)
                .setHint(SpecHints.HINT_SPEC_QUERY_TIMEOUT, 1000)
                .getResultList();
    }

    @Override
    public void run(String query) {
        entities.createNativeQuery(query).getResultList();
    }

    @Override
    public void execute(String sql) {
        entities.createNativeQuery(sql).executeUpdate();
    }

    @Override
    public void withConnection(Work work) {
        entities.unwrap(Session.class).doWork(work::on);
    }
}
