package io.txgroup.manager.admin;

import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** What changes, as server-sent events. */
@RestController
final class EventsApi {
    private final Watch watch;

    EventsApi(Watch watch) {
        this.watch = watch;
    }

    @GetMapping(path = Routes.API + "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter events(
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId,
            HttpServletResponse response) {
        // nginx would keep events back until it has many
        response.setHeader("X-Accel-Buffering", "no");
        return watch.open(lastEventId);
    }
}
