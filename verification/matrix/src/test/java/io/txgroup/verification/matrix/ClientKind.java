package io.txgroup.verification.matrix;

import java.util.List;

/** What an application speaks to its database with. */
enum ClientKind {
    JDBC("JdbcTemplate, JdbcClient", JdbcItems.class),
    JPA("Spring Data JPA, Hibernate", JpaItems.class),
    MYBATIS("MyBatis", MyBatisItems.class),
    JOOQ("jOOQ", JooqItems.class);

    /** Of Spring Boot's own, those that would give an application without JPA the transaction manager of JPA. */
    private static final List<String> OF_JPA = List.of(
            "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
            "org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration");

    final String title;
    final Class<? extends Items> items;

    ClientKind(String title, Class<? extends Items> items) {
        this.title = title;
        this.items = items;
    }

    /** What is not configured for it. */
    String without() {
        return this == JPA ? "" : String.join(",", OF_JPA);
    }
}
