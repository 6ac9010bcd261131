package io.txgroup.verification.acceptance.usage;

import io.txgroup.verification.acceptance.shop.Storage;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The storage, with what only these tests call. */
@Configuration(proxyBeanMethods = false)
@Import({Storage.class, Propagating.class, Mutual.class})
public class Called {
    /** What can be called over HTTP. */
    @RestController
    public static class Counter {
        private final Map<String, AtomicInteger> requests = new ConcurrentHashMap<>();
        private final Storage.Stock stock;
        private final JdbcTemplate jdbc;

        Counter(Storage.Stock stock, JdbcTemplate jdbc) {
            this.stock = stock;
            this.jdbc = jdbc;
        }

        /** How often an item was asked for here, whatever became of it. */
        public int requests(String item) {
            return requests.getOrDefault(item, new AtomicInteger()).get();
        }

        private int count(String item) {
            return requests.computeIfAbsent(item, key -> new AtomicInteger()).incrementAndGet();
        }

        /** Does the work each time; the first time it says that it is busy all the same. */
        @PostMapping("/busy-once")
        String busyOnce(@RequestParam String item, HttpServletResponse response) {
            boolean first = count(item) == 1;
            stock.take(item, false);
            if (first) {
                response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
                response.setHeader("Retry-After", "0");
            }
            return "taken";
        }

        /** Writes twice, through a method that is annotated and one that is not; answers with a status. */
        @PostMapping("/unannotated")
        String unannotated(@RequestParam String item, @RequestParam int status, HttpServletResponse response) {
            jdbc.update("insert into movement(item) values (?)", item);
            stock.take(item, false);
            response.setStatus(status);
            return "taken";
        }

        /** Writes, and throws. */
        @PostMapping("/unannotated-fails")
        String unannotatedFails(@RequestParam String item) {
            jdbc.update("insert into movement(item) values (?)", item);
            throw new IllegalStateException("no more " + item);
        }
    }
}
