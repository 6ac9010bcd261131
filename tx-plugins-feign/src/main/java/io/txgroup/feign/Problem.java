package io.txgroup.feign;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.json.JsonWriter;

/** Why a call was refused, as RFC 9457 says it. */
final class Problem {
    private static final JsonWriter<Map<String, Object>> JSON = JsonWriter.standard();

    private Problem() {}

    static void write(HttpServletResponse response, int status, String title, Exception why) throws IOException {
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("type", "about:blank");
        problem.put("title", title);
        problem.put("status", status);
        problem.put("detail", String.valueOf(why.getMessage()));
        byte[] body = JSON.writeToString(problem).getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType("application/problem+json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
