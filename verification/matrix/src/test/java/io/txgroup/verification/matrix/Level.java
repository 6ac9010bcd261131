package io.txgroup.verification.matrix;

/** A level of guarantee that the suite asks for. */
enum Level {
    HELD("held"),
    DURABLE("durable");

    /** The value of {@code tx.jdbc.guarantee}. */
    final String setting;

    Level(String setting) {
        this.setting = setting;
    }
}
