/**
 * What operators see and do: the HTTP API under {@code /api/v1}, who may use it, what it tells at once as it happens, and
 * the pages under {@code /admin/}. It only looks at groups; their rules and records belong to others.
 */
@NullMarked
package io.txgroup.manager.admin;

import org.jspecify.annotations.NullMarked;
