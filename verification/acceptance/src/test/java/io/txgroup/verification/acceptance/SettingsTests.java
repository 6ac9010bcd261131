package io.txgroup.verification.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.json.JsonParserFactory;

/** What an editor tells of our settings. */
class SettingsTests {
    private static final String METADATA = "META-INF/spring-configuration-metadata.json";

    @Test
    void everySettingSaysWhatItIsAndWhatItIsWithoutBeingSet() throws IOException {
        List<Map<?, ?>> settings = ours();

        assertThat(settings)
                .extracting(setting -> String.valueOf(setting.get("name")))
                .contains("tx.client.secret", "tx.jdbc.max-held", "tx.manager.gate");
        assertThat(settings).allSatisfy(setting -> {
            assertThat(setting.get("description"))
                    .as("description of %s", setting)
                    .isInstanceOf(String.class);
            String description = String.valueOf(setting.get("description"));
            boolean saysDefault = setting.get("defaultValue") != null
                    || description.contains("by default")
                    || description.contains("no default");
            assertThat(saysDefault)
                    .as("%s has a default, or its description says 'by default ...' or 'no default'", setting)
                    .isTrue();
        });
    }

    private static List<Map<?, ?>> ours() throws IOException {
        List<Map<?, ?>> settings = new ArrayList<>();
        for (URL file : Collections.list(SettingsTests.class.getClassLoader().getResources(METADATA))) {
            try (InputStream in = file.openStream()) {
                String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                Map<String, Object> metadata = JsonParserFactory.getJsonParser().parseMap(text);
                for (Object property : (List<?>) metadata.getOrDefault("properties", List.of())) {
                    Map<?, ?> setting = (Map<?, ?>) property;
                    if (String.valueOf(setting.get("name")).startsWith("tx.")) {
                        settings.add(setting);
                    }
                }
            }
        }
        return settings;
    }
}
