package io.txgroup.manager.callback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What docs/callback.md tells receivers. */
class CallbackGuideTests {
    private static final String SECRET = "only for this test: 0123456789abcdef";
    private static final long NOW = 1_790_000_000_000L;
    private static final long FIVE_MINUTES = 300_000;

    private final byte[] body = new EventBody(null).of(CallbackSenderTests.event("e1"));
    private final String signature = new CallbackSignature(SECRET).of(NOW, body);

    @Test
    void itsCheckTakesWhatAManagerHasSignedAndNothingElse(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("CallbackCheck.java"), block("java"));
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                folder.resolve("CallbackCheck.java").toString()))
                .isZero();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, null)) {
            Method check = loader.loadClass("CallbackCheck")
                    .getMethod("isFromManager", String.class, String.class, String.class, byte[].class, long.class);
            String time = Long.toString(NOW);
            assertThat(check.invoke(null, SECRET, time, signature, body, NOW)).isEqualTo(true);
            assertThat(check.invoke(null, SECRET, time, signature, body, NOW + FIVE_MINUTES))
                    .isEqualTo(true);
            assertThat(check.invoke(null, SECRET, time, signature, body, NOW + FIVE_MINUTES + 1))
                    .isEqualTo(false);
            assertThat(check.invoke(null, SECRET, time, signature, "{}".getBytes(UTF_8), NOW))
                    .isEqualTo(false);
            assertThat(check.invoke(null, SECRET, Long.toString(NOW + 1), signature, body, NOW))
                    .isEqualTo(false);
            assertThat(check.invoke(null, SECRET + "x", time, signature, body, NOW))
                    .isEqualTo(false);
            assertThat(check.invoke(null, SECRET, "", signature, body, NOW)).isEqualTo(false);
            assertThat(check.invoke(null, SECRET, null, null, body, NOW)).isEqualTo(false);
        }
    }

    @Test
    void itsEventHasTheFieldsOfARealOneInTheirOrder() throws Exception {
        JsonNode told = new JsonMapper().readTree(block("json"));
        JsonNode real = new JsonMapper().readTree(body);
        assertThat(told.propertyNames()).containsExactlyElementsOf(real.propertyNames());
        assertThat(told.path("resources").path(0).propertyNames())
                .containsExactlyElementsOf(real.path("resources").path(0).propertyNames());
        assertThat(real.path("link").isNull()).isTrue();
        assertThat(told.path("id").asString()).isEqualTo(told.path("groupId").asString() + ":created");
        assertThat(told.path("method").asString())
                .as("the name of a method as services keep it, with its class and what it takes")
                .matches("com\\.acme\\.\\w+\\.\\w+\\([\\w.,]*\\)");
    }

    private static String block(String language) throws Exception {
        String page = Files.readString(Path.of("..", "docs", "callback.md"));
        Matcher block =
                Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(page);
        assertThat(block.find()).isTrue();
        return block.group(1);
    }
}
