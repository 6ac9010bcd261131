package io.txgroup.feign;

import io.txgroup.client.spi.Calls;
import java.util.List;
import org.springframework.http.HttpEntity;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestTemplate;

final class RestTemplateTests extends OutboundContract {
    private RestTemplate template() {
        SimpleClientHttpRequestFactory factory = new SimpleClientHttpRequestFactory();
        factory.setReadTimeout(readTimeout);
        RestTemplate template = new RestTemplate(factory);
        template.setInterceptors(List.of(new GroupInterceptor(calls)));
        return template;
    }

    @Override
    String call(String url) {
        return template().postForObject(url, "hello", String.class);
    }

    @Override
    String callWithRetry(String url) {
        try {
            return call(url);
        } catch (ResourceAccessException e) {
            return call(url);
        }
    }

    @Override
    String callWithCopiedHeader(String url, String copied) {
        HttpHeaders headers = new HttpHeaders();
        headers.add(Calls.GROUP_HEADER, copied);
        return template().postForObject(url, new HttpEntity<>("hello", headers), String.class);
    }
}
