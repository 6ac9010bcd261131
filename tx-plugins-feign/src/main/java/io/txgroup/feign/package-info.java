/**
 * Carries the group over HTTP. Out: {@link io.txgroup.feign.GroupInterceptor} for RestClient and RestTemplate, {@link
 * io.txgroup.feign.GroupCapability} for Feign, {@link io.txgroup.feign.GroupExchangeFilter} for WebClient, {@link
 * io.txgroup.feign.GroupCircuitBreaker} around them. In: {@link io.txgroup.feign.GroupFilter} for servlets. All of them are
 * installed by auto-configuration; the public ones are for clients that Spring does not see.
 */
@NullMarked
package io.txgroup.feign;

import org.jspecify.annotations.NullMarked;
