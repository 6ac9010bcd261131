package io.txgroup.verification.matrix;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** The tables, as JPA sees them. */
@SuppressWarnings("NullAway") // JPA fills the fields in
final class Entities {
    private Entities() {}

    @Entity(name = "Item")
    @Table(name = "item")
    static class ItemRow {
        @Id
        int id;

        @Nullable
        String name;

        int amount;

        @Version
        @Nullable
        Integer version;

        protected ItemRow() {}

        /** One that is not there yet. */
        static ItemRow ofNew(Item item) {
            ItemRow row = new ItemRow();
            row.id = item.id();
            row.name = item.name();
            row.amount = item.amount();
            return row;
        }

        /** One that was read before. */
        static ItemRow of(Item item) {
            ItemRow row = ofNew(item);
            row.version = item.version();
            return row;
        }

        Item toItem() {
            return new Item(id, name, amount, version == null ? 0 : version);
        }
    }

    @Entity(name = "Ticket")
    @Table(name = "ticket")
    static class TicketRow {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        @Nullable
        Integer id;

        String name;

        protected TicketRow() {}

        TicketRow(String name) {
            this.name = name;
        }
    }

    @Entity(name = "Document")
    @Table(name = "document")
    static class DocumentRow {
        @Id
        int id;

        @JdbcTypeCode(SqlTypes.LONG32VARCHAR)
        String words;

        @JdbcTypeCode(SqlTypes.LONG32VARBINARY)
        byte[] picture;

        protected DocumentRow() {}

        DocumentRow(Document document) {
            id = document.id();
            words = document.words();
            picture = document.picture();
        }

        Document toDocument() {
            return new Document(id, words, picture);
        }
    }

    @Entity(name = "Moment")
    @Table(name = "moment")
    static class MomentRow {
        @Id
        int id;

        LocalDate dueDay;
        LocalDateTime madeAt;
        BigDecimal price;

        protected MomentRow() {}

        MomentRow(Moment moment) {
            id = moment.id();
            dueDay = moment.dueDay();
            madeAt = moment.madeAt();
            price = moment.price();
        }

        Moment toMoment() {
            return new Moment(id, dueDay, madeAt, price);
        }
    }
}
