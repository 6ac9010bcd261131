package io.txgroup.verification.matrix;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;

/** A row of the table moment. */
record Moment(int id, LocalDate dueDay, LocalDateTime madeAt, BigDecimal price) {}
