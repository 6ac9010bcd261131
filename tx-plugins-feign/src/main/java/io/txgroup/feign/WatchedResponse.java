package io.txgroup.feign;

import java.io.IOException;
import java.io.InputStream;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpResponse;

/** A RestClient's or RestTemplate's response that ends its attempt when the caller has taken it. */
final class WatchedResponse implements ClientHttpResponse {
    private final ClientHttpResponse response;
    private final Reply reply;

    WatchedResponse(ClientHttpResponse response, Reply reply) {
        this.response = response;
        this.reply = reply;
    }

    @Override
    public HttpStatusCode getStatusCode() throws IOException {
        return response.getStatusCode();
    }

    @Override
    public String getStatusText() throws IOException {
        return response.getStatusText();
    }

    @Override
    public HttpHeaders getHeaders() {
        return response.getHeaders();
    }

    @Override
    public InputStream getBody() throws IOException {
        return reply.watch(response.getBody());
    }

    @Override
    public void close() {
        reply.taken();
        response.close();
    }
}
