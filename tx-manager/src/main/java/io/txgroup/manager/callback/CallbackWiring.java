package io.txgroup.manager.callback;

import io.txgroup.manager.ManagerProperties;
import io.txgroup.manager.compensation.Callback;
import java.net.InetAddress;
import java.security.NoSuchAlgorithmException;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the callback. */
@Configuration(proxyBeanMethods = false)
class CallbackWiring {
    private static final Logger log = LoggerFactory.getLogger(CallbackWiring.class);

    @Bean
    CallbackLog callbackLog() {
        return new CallbackLog();
    }

    @Bean
    Callback callback(
            CallbackProperties properties, ManagerProperties manager, SslBundles bundles, CallbackLog callbackLog) {
        if (properties.url() == null) {
            return Callback.none();
        }
        CallbackUrl url = CallbackUrl.of(properties.url());
        log.info(
                "Compensations are told to {}{}",
                url,
                manager.adminUrl() == null ? ", without links: tx.manager.admin-url is not set" : "");
        if (!url.tls()) {
            log.warn(
                    "Compensations are told to {} without TLS: events are signed, but can be read on their way, and answers are"
                            + " not authenticated, so whoever stands there can hold or discard lost work; set"
                            + " tx.manager.callback.url to https:// unless that is a machine of your own",
                    url);
        }
        Receiver receiver = new Receiver(
                url,
                properties.allowedHosts().contains(url.host()),
                properties.timeout(),
                tls(bundles, properties.sslBundle()));
        return new CallbackSender(
                new HttpSender(receiver, InetAddress::getAllByName),
                new CallbackSignature(Objects.requireNonNull(properties.secret(), "secret is null")),
                new EventBody(manager.adminUrl()),
                new RetryRules(properties.attempts(), properties.backoff()),
                callbackLog,
                System::currentTimeMillis);
    }

    private static SSLContext tls(SslBundles bundles, @Nullable String bundle) {
        try {
            return bundle == null
                    ? SSLContext.getDefault()
                    : bundles.getBundle(bundle).createSslContext();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has a way to check certificates", e);
        }
    }
}
