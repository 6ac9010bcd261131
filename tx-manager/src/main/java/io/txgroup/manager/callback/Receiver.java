package io.txgroup.manager.callback;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/**
 * Who is posted to, and what is demanded of it.
 *
 * @param insideAllowed whether its addresses may be others than public ones
 * @param timeout how long an attempt may take in all
 * @param tls checks its certificate, if the URL says https
 */
record Receiver(CallbackUrl url, boolean insideAllowed, Duration timeout, SSLContext tls) {
    Receiver {
        requireNonNull(url, "url is null");
        requireNonNull(timeout, "timeout is null");
        requireNonNull(tls, "tls is null");
    }

    /**
     * Lets these addresses pass, or none of them: a name that leads outside and inside is somebody's trick or mistake.
     *
     * @throws CallbackFailedException naming the first that must not be connected to
     */
    void check(List<InetAddress> addresses) throws CallbackFailedException {
        if (addresses.isEmpty()) {
            throw unknownHost("the name has no address");
        }
        for (InetAddress address : addresses) {
            AddressKind kind = AddressKind.of(address);
            if (kind != AddressKind.PUBLIC && !insideAllowed) {
                throw new CallbackFailedException(
                        CallbackFailedException.Kind.ADDRESS_REFUSED,
                        url.host() + " has " + kind.words() + " address, " + address.getHostAddress()
                                + ", and was not connected to; if that is meant, add the host to"
                                + " tx.manager.callback.allowed-hosts");
            }
        }
    }

    CallbackFailedException unknownHost(String why) {
        return new CallbackFailedException(
                CallbackFailedException.Kind.UNKNOWN_HOST,
                "the host " + url.host() + " is unknown (" + why + "); correct " + CallbackUrl.SETTING
                        + ", or the name service of this machine");
    }

    /** Says which name it wants (SNI), and checks that the certificate is of that name, whatever address it has. */
    SSLEngine engine() {
        SSLEngine engine = tls.createSSLEngine(url.host(), url.port());
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
        return engine;
    }
}
