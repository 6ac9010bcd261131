package io.txgroup.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlKindTests {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "select * from a",
                "  -- a comment; delete from a\n select 1",
                "/* insert */ (select 1)",
                "SELECT 'insert into a' AS \"update\", `delete` FROM a",
                "SELECT $$ delete from a $$",
                "SELECT $tag$ $$ delete $tag$, $1",
                "SELECT * FROM a FOR UPDATE",
                "SELECT * FROM a FOR NO KEY UPDATE",
                "WITH a AS (SELECT 1) SELECT * FROM a",
                "VALUES (1)",
                "SET search_path TO other",
                "SAVEPOINT a",
                "ROLLBACK TO SAVEPOINT a",
                "ROLLBACK WORK TO a",
                "EXPLAIN SELECT 1",
                ""
            })
    void takesForARead(String sql) {
        assertThat(SqlKind.of(sql)).isEqualTo(SqlKind.READ);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into a values (1)",
                "UPDATE a SET b = 1",
                "merge into a using b on 1 = 1",
                "WITH gone AS (DELETE FROM a RETURNING *) SELECT * FROM gone",
                "EXPLAIN ANALYZE DELETE FROM a",
                "SELECT 1; DELETE FROM a",
                "SELECT * INTO b FROM a",
                "PREPARE p AS SELECT 1",
                "COPY a FROM STDIN"
            })
    void takesForAWrite(String sql) {
        assertThat(SqlKind.of(sql)).isEqualTo(SqlKind.WRITE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "commit",
                "ROLLBACK",
                "/* x */ BEGIN",
                "begin work",
                "START TRANSACTION READ ONLY",
                "END",
                "ABORT",
                "PREPARE TRANSACTION 'a'",
                "XA START 'a'",
                "SET AUTOCOMMIT = 1",
                "set session autocommit = 1",
                "SET @@session.autocommit = 1",
                "SET TRANSACTION READ ONLY"
            })
    void takesForTheEndOrBeginOfATransaction(String sql) {
        assertThat(SqlKind.byFirstWord(sql)).isEqualTo(SqlKind.TRANSACTION);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{call transfer(?, ?)}", "{? = call f()}", "DO $$ begin end $$", "begin transfer(1); end;"})
    void takesForACall(String sql) {
        assertThat(SqlKind.of(sql)).isEqualTo(SqlKind.CALL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create table a (id int)",
                "DROP TABLE a",
                "TRUNCATE a",
                "alter table a add b int",
                "LOCK TABLE a"
            })
    void takesForADefinition(String sql) {
        assertThat(SqlKind.of(sql)).isEqualTo(SqlKind.DEFINITION);
    }
}
