package io.txgroup.manager.callback;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;

/**
 * Where callbacks are posted to.
 *
 * @param host a name, or an address without brackets
 * @param path path and query as they are sent, never empty
 */
record CallbackUrl(boolean tls, String host, int port, String path) {
    static final String SETTING = "tx.manager.callback.url";

    private static final int HTTP = 80;
    private static final int HTTPS = 443;
    private static final int HIGHEST_PORT = 65_535;

    /**
     * Reads the setting.
     *
     * @throws IllegalArgumentException if it can't be posted to; says why
     */
    static CallbackUrl of(String text) {
        URI uri;
        try {
            uri = new URI(new URI(text.strip()).toASCIIString());
        } catch (URISyntaxException e) {
            throw refused(text, e.getReason() + " at character " + e.getIndex());
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!List.of("http", "https").contains(scheme)) {
            throw refused(text, "it does not begin with https:// or http://");
        }
        if (uri.getHost() == null) {
            throw refused(text, "it names no host that could be looked up; a host has letters, digits, - and . only");
        }
        if (uri.getRawUserInfo() != null) {
            throw refused("...@" + uri.getHost(), "it holds a name or password; the signature says who sends it");
        }
        if (uri.getRawFragment() != null) {
            throw refused(text, "it has a fragment (#...), which is never sent");
        }
        boolean tls = scheme.equals("https");
        int standard = tls ? HTTPS : HTTP;
        int port = uri.getPort() < 0 ? standard : uri.getPort();
        if (port == 0 || port > HIGHEST_PORT) {
            throw refused(text, "its port " + port + " is not 1 to " + HIGHEST_PORT);
        }
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return new CallbackUrl(
                tls, bare(uri.getHost()), port, uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery());
    }

    /** A host as it is compared: in small letters, an address without its brackets. */
    static String bare(String host) {
        String small = host.strip().toLowerCase(Locale.ROOT);
        return small.startsWith("[") && small.endsWith("]") ? small.substring(1, small.length() - 1) : small;
    }

    private static IllegalArgumentException refused(String text, String why) {
        return new IllegalArgumentException(
                SETTING + " is '" + text + "': " + why + ". It is for instance https://hooks.example.com/txgroup");
    }

    /** What the header {@code Host} says. */
    String authority() {
        String name = host.indexOf(':') < 0 ? host : "[" + host + "]";
        return port == (tls ? HTTPS : HTTP) ? name : name + ":" + port;
    }

    /** Without the query, which may hold what is nobody's business: it may stand in a log. */
    @Override
    public String toString() {
        int query = path.indexOf('?');
        return (tls ? "https://" : "http://") + authority() + (query < 0 ? path : path.substring(0, query));
    }
}
