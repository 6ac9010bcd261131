package io.txgroup.feign;

import feign.Request;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.openfeign.loadbalancer.LoadBalancerFeignRequestTransformer;

/**
 * Makes every try of a load balancer that retries an attempt of its own: otherwise two instances of a service would run
 * the same call path. Thread-safe.
 */
public final class LoadBalancedAttempts implements LoadBalancerFeignRequestTransformer {
    /** Called by the load balancer just before it sends. */
    @Override
    public Request transformRequest(Request request, ServiceInstance instance) {
        AttemptHeader.sending(request);
        return request;
    }
}
