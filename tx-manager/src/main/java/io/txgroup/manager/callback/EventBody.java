package io.txgroup.manager.callback;

import io.txgroup.manager.compensation.CompensationEvent;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** An event as it is posted; {@code docs/callback.md} tells receivers of each field. Thread-safe. */
final class EventBody {
    private final JsonMapper json = new JsonMapper();
    private final @Nullable String groupPages;

    /**
     * Writes events with links.
     *
     * @param adminUrl where the operators' pages are reached, for instance {@code https://tx.example.com/admin/}; null if
     *     nobody knows, then there are no links
     */
    EventBody(@Nullable String adminUrl) {
        this.groupPages = adminUrl == null ? null : adminUrl.replaceAll("/+$", "") + "/groups/";
    }

    /** The same bytes for the same event, whoever writes it. */
    byte[] of(CompensationEvent event) {
        ObjectNode body = json.createObjectNode()
                .put("event", word(event.kind()))
                .put("id", event.id())
                .put("groupId", event.groupId().toString())
                .put("label", event.label())
                .put("service", event.service())
                .put("method", event.method())
                .put("state", word(event.state()))
                .put("note", event.note());
        ArrayNode resources = body.putArray("resources");
        for (CompensationEvent.Resource resource : event.resources()) {
            resources
                    .addObject()
                    .put("service", resource.service())
                    .put("instance", resource.instance())
                    .put("name", resource.name())
                    .put("known", word(resource.known()));
        }
        body.put("link", groupPages == null ? null : groupPages + event.groupId());
        return json.writeValueAsBytes(body);
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
