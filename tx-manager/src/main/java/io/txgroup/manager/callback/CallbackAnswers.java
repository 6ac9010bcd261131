package io.txgroup.manager.callback;

import io.txgroup.manager.callback.CallbackFailedException.Kind;
import io.txgroup.manager.compensation.CallbackReply;
import io.txgroup.manager.compensation.CompensationEvent;
import io.txgroup.protocol.net.PeerWords;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Understands what a receiver has answered. An empty 2xx that is known to be complete, or any 2xx to the end of a
 * compensation, is an acknowledgement; otherwise a 2xx says a decision. What can't be understood is a failure, never a
 * decision: the receiver may have meant to hold. Thread-safe.
 */
final class CallbackAnswers {
    private static final String WANTED =
            "; a 2xx answer is empty, or {\"decision\": \"compensate\" | \"hold\" | \"discard\", \"note\": \"...\"}";
    private static final int LONGEST_NOTE = 500;
    private static final int SUCCESS = 2;
    private static final int REDIRECTION = 3;

    private final JsonMapper json = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /**
     * What the answer means.
     *
     * @throws CallbackFailedException if that is not clear
     */
    CallbackReply read(CompensationEvent.Kind event, HttpAnswer answer) throws CallbackFailedException {
        int kind = answer.status() / 100;
        if (kind == REDIRECTION) {
            throw new CallbackFailedException(
                    Kind.REDIRECT,
                    "it answered " + answer.status() + " to '" + PeerWords.printable(answer.location())
                            + "', and redirects are not followed; set " + CallbackUrl.SETTING + " to where it is now");
        }
        if (kind != SUCCESS) {
            throw new CallbackFailedException(
                    Kind.STATUS,
                    "it answered " + answer.status() + beginning(answer) + "; its log says why"
                            + (answer.status() == 401 || answer.status() == 403
                                    ? ", for instance another secret than tx.manager.callback.secret"
                                    : ""));
        }
        if (event == CompensationEvent.Kind.ENDED || isKnownToBeEmpty(answer)) {
            return new CallbackReply.Acknowledged();
        }
        return decision(answer);
    }

    /** A connection that breaks after the headers of an answer that names no end looks like an empty body. */
    private static boolean isKnownToBeEmpty(HttpAnswer answer) throws CallbackFailedException {
        if (!answer.body().isBlank()) {
            return false;
        }
        if (!answer.framed()) {
            throw notUnderstood(
                    answer,
                    "nothing came after its headers, and neither 204, nor Content-Length: 0, nor the end of a chunked body"
                            + " tells that nothing is missing");
        }
        return true;
    }

    private CallbackReply decision(HttpAnswer answer) throws CallbackFailedException {
        JsonNode root;
        try {
            root = json.readTree(answer.body());
        } catch (JacksonException e) {
            throw notUnderstood(answer, "it is not JSON");
        }
        JsonNode decision = root.path("decision");
        if (!decision.isString()) {
            throw notUnderstood(answer, "it has no decision");
        }
        JsonNode note = root.path("note");
        if (!note.isMissingNode() && !note.isNull() && !note.isString()) {
            throw notUnderstood(answer, "its note is not a text");
        }
        return new CallbackReply.Decision(choice(answer, decision.asString()), shortened(note.asString("")));
    }

    private static CallbackReply.Choice choice(HttpAnswer answer, String word) throws CallbackFailedException {
        return switch (word) {
            case "compensate" -> CallbackReply.Choice.COMPENSATE;
            case "hold" -> CallbackReply.Choice.HOLD;
            case "discard" -> CallbackReply.Choice.DISCARD;
            default -> throw notUnderstood(answer, "it has a decision that there is not");
        };
    }

    private static String shortened(String note) {
        int end = note.offsetByCodePoints(0, Math.min(LONGEST_NOTE, note.codePointCount(0, note.length())));
        return note.substring(0, end);
    }

    private static CallbackFailedException notUnderstood(HttpAnswer answer, String why) {
        return new CallbackFailedException(
                Kind.NOT_UNDERSTOOD,
                "its answer " + answer.status() + " is not understood, " + why + beginning(answer) + WANTED);
    }

    private static String beginning(HttpAnswer answer) {
        String text = answer.body().strip();
        return text.isEmpty() ? "" : ": '" + PeerWords.printable(text) + "'";
    }
}
