package io.txgroup.manager.admin;

import io.txgroup.protocol.Invocation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The arguments of an invocation as an operator may see them: what its service calls sensitive is masked. In doubt more is
 * masked than has to be: of arguments that can't be read, all; of a place that is not there, the whole argument. Numbers
 * stay as they were written, so the answer is a text: a browser would round a long number of an order.
 */
final class MaskedArguments {
    static final String MASK = "***";

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private MaskedArguments() {}

    /** As indented JSON; empty if there are none. */
    static String of(Invocation invocation) {
        if (invocation.arguments().isEmpty()) {
            return "";
        }
        try {
            if (!(JSON.readTree(invocation.arguments()) instanceof ArrayNode arguments)) {
                return MASK;
            }
            List<JsonPointer> pointers = new ArrayList<>();
            for (String pointer : invocation.sensitive()) {
                pointers.add(JsonPointer.compile(pointer));
            }
            pointers.sort(Comparator.comparingInt(pointer -> pointer.toString().length()));
            for (JsonPointer pointer : pointers) {
                if (!isMasked(arguments, pointer)) {
                    mask(arguments, pointer);
                }
            }
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(arguments);
        } catch (JacksonException | IllegalArgumentException e) {
            // what can't be read can't be shown, and the exception's message may have a value
            return MASK;
        }
    }

    /** Whether something that it lies in is masked as a whole. */
    private static boolean isMasked(ArrayNode arguments, JsonPointer pointer) {
        for (JsonPointer at = pointer; at != null && !at.matches(); at = at.head()) {
            JsonNode node = arguments.at(at);
            if (node.isString() && node.asString().equals(MASK)) {
                return true;
            }
        }
        return false;
    }

    private static void mask(ArrayNode arguments, JsonPointer pointer) {
        if (!replaced(arguments, pointer)) {
            int argument = pointer.getMatchingIndex();
            if (argument < 0 || argument >= arguments.size()) {
                throw new IllegalArgumentException("there is no such argument");
            }
            arguments.set(argument, MASK);
        }
    }

    private static boolean replaced(ArrayNode arguments, JsonPointer pointer) {
        JsonPointer head = pointer.head();
        if (head == null || arguments.at(pointer).isMissingNode()) {
            return false;
        }
        JsonNode parent = arguments.at(head);
        JsonPointer last = pointer.last();
        if (parent instanceof ObjectNode object) {
            object.put(last.getMatchingProperty(), MASK);
            return true;
        }
        if (parent instanceof ArrayNode array) {
            array.set(last.getMatchingIndex(), MASK);
            return true;
        }
        return false;
    }
}
