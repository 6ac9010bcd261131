package io.txgroup.client.autoconfigure;

/** A setting is missing without which a service can't take part in groups. */
final class MissingSettingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String action;

    MissingSettingException(String what, String action) {
        super(what);
        this.action = action;
    }

    String action() {
        return action;
    }
}
