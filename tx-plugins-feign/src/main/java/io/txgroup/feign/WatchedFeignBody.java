package io.txgroup.feign;

import feign.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/** A Feign response's body that ends its attempt when the caller has taken it. */
final class WatchedFeignBody implements Response.Body {
    private final Response.Body body;
    private final Reply reply;

    WatchedFeignBody(Response.Body body, Reply reply) {
        this.body = body;
        this.reply = reply;
    }

    @Override
    public @Nullable Integer length() {
        return body.length();
    }

    @Override
    public boolean isRepeatable() {
        return false;
    }

    @Override
    public InputStream asInputStream() throws IOException {
        return reply.watch(body.asInputStream());
    }

    @Override
    public Reader asReader(Charset charset) throws IOException {
        return new InputStreamReader(asInputStream(), charset);
    }

    @Override
    public void close() throws IOException {
        reply.taken();
        body.close();
    }
}
