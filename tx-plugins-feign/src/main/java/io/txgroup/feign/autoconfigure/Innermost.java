package io.txgroup.feign.autoconfigure;

import io.txgroup.feign.GroupInterceptor;
import java.util.ArrayList;
import java.util.List;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

/** Makes our interceptor the last one of a client, whether it is there already or not. Thread-safe. */
final class Innermost {
    private final GroupInterceptor interceptor;

    Innermost(GroupInterceptor interceptor) {
        this.interceptor = interceptor;
    }

    void in(RestClient.Builder builder) {
        builder.requestInterceptors(this::last);
    }

    void in(RestTemplate template) {
        List<ClientHttpRequestInterceptor> interceptors = new ArrayList<>(template.getInterceptors());
        last(interceptors);
        template.setInterceptors(interceptors);
    }

    private void last(List<ClientHttpRequestInterceptor> interceptors) {
        interceptors.removeIf(GroupInterceptor.class::isInstance);
        interceptors.add(interceptor);
    }
}
