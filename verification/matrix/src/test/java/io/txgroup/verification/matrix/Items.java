package io.txgroup.verification.matrix;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** What the scenarios do in the database, said as an application of one client says it. */
interface Items {
    /** Writes a new row; by itself, it is a unit of work of its own. */
    void insert(Item item);

    /** Reads a row. */
    Optional<Item> find(int id);

    /** How many rows there are. */
    int count();

    /** Writes with a statement, not by way of an object. */
    void setAmount(int id, int amount);

    /**
     * Writes what was read before.
     *
     * @throws org.springframework.dao.OptimisticLockingFailureException if somebody else has written it since
     */
    void save(Item item);

    /** Writes new rows in batches. */
    void insertAll(List<Item> items);

    /** Writes a row whose number the database makes. */
    int insertTicket(String name);

    void insertDocument(Document document);

    Document document(int id);

    void insertMoment(Moment moment);

    Moment moment(int id);

    /** The numbers of all rows in order, read a few at a time. */
    List<Integer> stream(int fetchSize);

    /** Calls the function of the database that writes a row. */
    int callPutItem(int id);

    /** Runs a query, for a second at most. */
    void runForOneSecond(String query);

    /** Runs a query, without a limit of the application's own. */
    void run(String query);

    /** Runs a statement without a result. */
    void execute(String sql);

    /** Works with the connection of the client's local transaction. */
    void withConnection(Work work);

    /** What is done with a connection. */
    interface Work {
        void on(Connection connection) throws SQLException;
    }
}
