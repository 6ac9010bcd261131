package io.txgroup.manager.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Who did what. */
@RestController
final class AuditApi {
    private final AuditLog audit;

    AuditApi(AuditLog audit) {
        this.audit = audit;
    }

    /** Entries, newest first, and the cursor of the next page; null after the last. */
    record Page(List<AuditLog.Entry> items, @Nullable String next) {
        public Page {
            items = List.copyOf(items);
        }
    }

    @GetMapping(Routes.API + "/audit")
    Page list(@RequestParam(required = false) @Nullable String cursor, @RequestParam(defaultValue = "50") int limit) {
        int wanted = Limits.page(limit);
        List<AuditLog.Entry> entries = audit.before(cursor, wanted);
        return new Page(
                entries,
                entries.size() < wanted ? null : entries.get(entries.size() - 1).id());
    }
}
