package io.txgroup.manager.callback;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.txgroup.manager.callback.CallbackFailedException.Kind;
import io.txgroup.protocol.net.PeerWords;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** One POST over a connection of its own. Its answer completes once, in bounded time; then nothing is left open. */
final class Exchange {
    /** The longest body that is read. */
    static final int LONGEST_ANSWER = 64 * 1024;

    private static final String WAITING = "waiting for the answer of ";
    private static final int LONGEST_LINE = 4 * 1024;
    private static final int LONGEST_HEADERS = 16 * 1024;
    private static final int SHORTEST_CONNECT = 100;

    private final Receiver receiver;
    private final EventLoop loop;
    private final byte[] body;
    private final Map<String, String> headers;
    private final CompletableFuture<HttpAnswer> answer = new CompletableFuture<>();
    private volatile String doing = "looking up its host";
    private boolean framed;
    private volatile @Nullable Channel channel;

    Exchange(Receiver receiver, EventLoop loop, byte[] body, Map<String, String> headers) {
        this.receiver = receiver;
        this.loop = loop;
        this.body = body;
        this.headers = Map.copyOf(headers);
    }

    CompletableFuture<HttpAnswer> answer() {
        return answer;
    }

    void start(Names names, Executor lookups) {
        try {
            Future<?> deadline = loop.schedule(this::expire, receiver.timeout().toMillis(), TimeUnit.MILLISECONDS);
            answer.whenComplete((done, failure) -> {
                deadline.cancel(false);
                disconnect();
            });
            lookups.execute(() -> lookUp(names));
        } catch (RejectedExecutionException e) {
            fail(new CallbackFailedException(
                    Kind.STOPPED, "too many names wait to be looked up, or this manager is being stopped", e));
        }
    }

    /** Ends it without an answer. */
    void stop() {
        fail(new CallbackFailedException(Kind.STOPPED, "this manager is being stopped; another one goes on"));
    }

    private void lookUp(Names names) {
        try {
            List<InetAddress> addresses = List.of(names.of(receiver.url().host()));
            receiver.check(addresses);
            loop.execute(() -> connect(addresses, 0));
        } catch (UnknownHostException e) {
            fail(receiver.unknownHost(Objects.requireNonNullElse(e.getMessage(), "no reason told")));
        } catch (CallbackFailedException e) {
            fail(e);
        } catch (RejectedExecutionException e) {
            stop();
        }
    }

    /** On the loop: tries one address after the other. */
    private void connect(List<InetAddress> addresses, int index) {
        if (answer.isDone()) {
            return;
        }
        InetSocketAddress address =
                new InetSocketAddress(addresses.get(index), receiver.url().port());
        doing = "connecting to " + words(address);
        int share = (int) (receiver.timeout().toMillis() / addresses.size());
        ChannelFuture connecting = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .disableResolver()
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.max(SHORTEST_CONNECT, share))
                .handler(new Pipeline())
                .connect(address);
        channel = connecting.channel();
        connecting.addListener(done -> {
            if (done.isSuccess()) {
                doing = (receiver.url().tls() ? "agreeing on TLS with " : WAITING) + words(address);
                if (answer.isDone()) {
                    disconnect();
                }
            } else if (index + 1 < addresses.size()) {
                connect(addresses, index + 1);
            } else {
                fail(new CallbackFailedException(
                        Kind.NOT_CONNECTED,
                        "could not connect to " + words(address) + " (" + reason(done.cause())
                                + "); see whether the receiver runs and this machine may reach it",
                        done.cause()));
            }
        });
    }

    private static String words(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + " port " + address.getPort();
    }

    private static String reason(@Nullable Throwable cause) {
        if (cause == null) {
            return "no reason told";
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : PeerWords.printable(cause.getMessage());
    }

    private void expire() {
        fail(
                new CallbackFailedException(
                        Kind.TIMEOUT,
                        "no answer within " + receiver.timeout().toMillis() + " ms, it was still " + doing
                                + "; let the receiver answer first and work later, or set a longer tx.manager.callback.timeout"));
    }

    private void fail(CallbackFailedException why) {
        answer.completeExceptionally(why);
    }

    private void disconnect() {
        Channel made = channel;
        if (made != null) {
            made.close();
        }
    }

    private DefaultFullHttpRequest request() {
        DefaultFullHttpRequest request = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1, HttpMethod.POST, receiver.url().path(), Unpooled.wrappedBuffer(body));
        request.headers()
                .set(HttpHeaderNames.HOST, receiver.url().authority())
                .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
                .set(HttpHeaderNames.CONTENT_LENGTH, body.length)
                .set(HttpHeaderNames.ACCEPT, HttpHeaderValues.APPLICATION_JSON)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE)
                .set(HttpHeaderNames.USER_AGENT, "TxGroup");
        headers.forEach(request.headers()::set);
        return request;
    }

    private final class Pipeline extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel made) {
            if (receiver.url().tls()) {
                SslHandler tls = new SslHandler(receiver.engine());
                tls.setHandshakeTimeoutMillis(0);
                made.pipeline().addLast(tls);
            }
            made.pipeline()
                    .addLast(
                            new HttpClientCodec(LONGEST_LINE, LONGEST_HEADERS, LONGEST_ANSWER),
                            new Framing(),
                            new HttpObjectAggregator(LONGEST_ANSWER),
                            new Reading());
        }
    }

    /** Looks, before an answer is put together, whether it says itself where it ends. */
    private final class Framing extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof HttpResponse response) {
                framed = response.status().code() == HttpResponseStatus.NO_CONTENT.code()
                        || HttpUtil.isContentLengthSet(response)
                        || HttpUtil.isTransferEncodingChunked(response);
            }
            context.fireChannelRead(message);
        }
    }

    /** Sends the request over one connection, and takes what comes back. */
    private final class Reading extends SimpleChannelInboundHandler<FullHttpResponse> {
        @Override
        public void channelActive(ChannelHandlerContext context) {
            context.writeAndFlush(request());
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
            if (response.decoderResult().isFailure()) {
                failed(response.decoderResult().cause());
            } else if (response.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
                String location = response.headers().get(HttpHeaderNames.LOCATION, "");
                answer.complete(new HttpAnswer(
                        response.status().code(),
                        framed,
                        location,
                        response.content().toString(UTF_8)));
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof SslHandshakeCompletionEvent handshake) {
                if (handshake.isSuccess()) {
                    doing = WAITING
                            + words((InetSocketAddress) context.channel().remoteAddress());
                } else {
                    tlsFailed(handshake.cause());
                }
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            failed(cause);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            fail(
                    new CallbackFailedException(
                            Kind.CLOSED,
                            "the receiver closed the connection before its answer was complete; see its log for what went wrong"));
        }

        private void failed(Throwable cause) {
            if (cause instanceof TooLongFrameException) {
                fail(new CallbackFailedException(
                        Kind.TOO_LARGE,
                        "the answer is larger than " + LONGEST_ANSWER + " bytes (or its headers than " + LONGEST_HEADERS
                                + "); the receiver is to answer with an empty body, or a decision",
                        cause));
            } else if (cause instanceof SSLException || cause.getCause() instanceof SSLException) {
                tlsFailed(cause instanceof SSLException ? cause : cause.getCause());
            } else if (cause instanceof IOException || cause instanceof PrematureChannelClosureException) {
                fail(new CallbackFailedException(
                        Kind.CLOSED,
                        "the connection broke (" + reason(cause) + ") before the answer was complete",
                        cause));
            } else {
                fail(new CallbackFailedException(
                        Kind.NOT_HTTP,
                        "what answers there does not speak HTTP (" + reason(cause) + "); correct "
                                + CallbackUrl.SETTING,
                        cause));
            }
        }

        private void tlsFailed(@Nullable Throwable cause) {
            fail(new CallbackFailedException(
                    Kind.TLS,
                    "no safe connection (TLS): " + reason(cause) + "; the receiver needs a certificate for "
                            + receiver.url().host() + " that this Java trusts, or name a bundle with its issuer in"
                            + " tx.manager.callback.ssl-bundle",
                    cause));
        }
    }
}
