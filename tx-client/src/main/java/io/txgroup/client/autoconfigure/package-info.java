/** How Spring Boot wires a service's part in groups. */
@NullMarked
package io.txgroup.client.autoconfigure;

import org.jspecify.annotations.NullMarked;
