/** Wraps a Spring Boot application's DataSources. */
@NullMarked
package io.txgroup.jdbc.autoconfigure;

import org.jspecify.annotations.NullMarked;
