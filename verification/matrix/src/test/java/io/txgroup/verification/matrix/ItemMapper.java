package io.txgroup.verification.matrix;

import java.util.List;
import org.apache.ibatis.annotations.Flush;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Options;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.apache.ibatis.cursor.Cursor;
import org.apache.ibatis.executor.BatchResult;
import org.jspecify.annotations.Nullable;

/** What {@link MyBatisItems} says, in SQL. */
@Mapper
interface ItemMapper {
    @Insert("INSERT INTO item (id, name, amount, version) VALUES (#{id}, #{name}, #{amount}, #{version})")
    int insert(Item item);

    @Nullable
    @Select("SELECT id, name, amount, version FROM item WHERE id = #{id}")
    Item find(int id);

    @Select("SELECT COUNT(*) FROM item")
    int count();

    @Update("UPDATE item SET amount = #{amount} WHERE id = #{id}")
    int setAmount(@Param("id") int id, @Param("amount") int amount);

    @Update("UPDATE item SET name = #{name}, amount = #{amount}, version = version + 1"
            + " WHERE id = #{id} AND version = #{version}")
    int save(Item item);

    @Insert("INSERT INTO ticket (name) VALUES (#{name})")
    @Options(useGeneratedKeys = true, keyProperty = "id", keyColumn = "id")
    int insertTicket(Ticket ticket);

    @Insert("INSERT INTO document (id, words, picture) VALUES (#{id}, #{words}, #{picture})")
    int insertDocument(Document document);

    @Select("SELECT id, words, picture FROM document WHERE id = #{id}")
    Document document(int id);

    @Insert("INSERT INTO moment (id, due_day, made_at, price) VALUES (#{id}, #{dueDay}, #{madeAt}, #{price})")
    int insertMoment(Moment moment);

    @Select("SELECT id, due_day, made_at, price FROM moment WHERE id = #{id}")
    Moment moment(int id);

    @Select("SELECT id FROM item ORDER BY id")
    @Options(fetchSize = 7)
    Cursor<Integer> stream();

    @Select("SELECT put_item(#{id})")
    @Options(flushCache = Options.FlushCachePolicy.TRUE, useCache = false)
    int callPutItem(int id);

    @Select("${query}")
    @Options(timeout = 1, useCache = false)
    List<Object> runForOneSecond(@Param("query") String query);

    @Select("${query}")
    @Options(useCache = false)
    List<Object> run(@Param("query") String query);

    @Update("${sql}")
    int execute(@Param("sql") String sql);

    @Flush
    List<BatchResult> flush();

    /** What the database gives a number. */
    final class Ticket {
        @Nullable
        Integer id;

        final String name;

        Ticket(String name) {
            this.name = name;
        }
    }
}
