package io.txgroup.samples.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What managers tell of a compensation.
 *
 * @param kind {@code created} or {@code ended}
 * @param id the event's own, the same in every repetition
 * @param group whose work is lost
 * @param state {@code compensating} or {@code parked}, at the end {@code committed} or {@code resolved}
 * @param known what is known of each resource
 * @param link to the pages of the group
 */
record CallbackEvent(
        String kind,
        String id,
        String group,
        String label,
        String service,
        String method,
        String state,
        String note,
        List<Resource> known,
        String link) {
    static final String CREATED = "created";
    static final String ENDED = "ended";

    private static final JsonMapper JSON = new JsonMapper();

    record Resource(String service, String name, String known) {
        @Override
        public String toString() {
            return service + " " + name + " is " + known;
        }
    }

    CallbackEvent {
        known = List.copyOf(known);
    }

    static CallbackEvent parse(byte[] body) {
        JsonNode event = JSON.readTree(body);
        List<Resource> known = new ArrayList<>();
        event.path("resources")
                .forEach(each ->
                        known.add(new Resource(text(each, "service"), text(each, "name"), text(each, "known"))));
        return new CallbackEvent(
                text(event, "event"),
                text(event, "id"),
                text(event, "groupId"),
                text(event, "label"),
                text(event, "service"),
                text(event, "method"),
                text(event, "state"),
                text(event, "note"),
                known,
                text(event, "link"));
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asString("");
    }

    boolean isCreated() {
        return kind.equals(CREATED);
    }

    /** Whether this tells the end of what that one has told the beginning of. */
    boolean ends(CallbackEvent created) {
        return kind.equals(ENDED) && group.equals(created.group);
    }

    /** For a person. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("callback: " + kind + ", event " + id + ", signed by a manager");
        lines.add("callback:   " + label + ": the work of " + service + (method.isEmpty() ? "" : " in " + method) + "; "
                + state + (note.isEmpty() ? "" : ", " + note));
        lines.add("callback:   " + known.stream().map(Resource::toString).collect(Collectors.joining(", ")));
        if (!link.isEmpty()) {
            lines.add("callback:   " + link);
        }
        return lines;
    }
}
