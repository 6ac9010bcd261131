/** Finds managers by Spring Cloud's discovery, Eureka for instance. */
@NullMarked
package io.txgroup.client.discovery;

import org.jspecify.annotations.NullMarked;
