package io.txgroup.manager.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each word of a problem that the API can answer is explained, and the pages have it in both languages. */
class ProblemWordsTests {
    private static final Path SOURCES = Path.of("src/main/java/io/txgroup/manager/admin");
    private static final Pattern ANSWERED =
            Pattern.compile("HttpStatus\\.[A-Z_]+,\\s+\"([a-z][a-z-]*)\"|urn:txgroup:problem:([a-z][a-z-]*)\"");
    private static final Pattern EXPLAINED = Pattern.compile("(?m)^\\| `([a-z-]+)` \\| \\d{3}");

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .flatMap(ProblemWordsTests::groups)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<String> groups(MatchResult result) {
        return Stream.iterate(1, group -> group <= result.groupCount(), group -> group + 1)
                .map(result::group)
                .filter(group -> group != null);
    }

    private static Set<String> answered() throws IOException {
        try (Stream<Path> files = Files.list(SOURCES)) {
            Set<String> words = new TreeSet<>();
            for (Path file : files.toList()) {
                words.addAll(found(ANSWERED, Files.readString(file)));
            }
            return words;
        }
    }

    @Test
    void everyWordIsExplained() throws IOException {
        assertThat(found(EXPLAINED, Files.readString(Path.of("../docs/admin.md"))))
                .isEqualTo(answered())
                .hasSizeGreaterThan(10);
    }

    @Test
    void thePagesHaveEveryWordInBothLanguages() throws IOException {
        for (String language : List.of("en.ts", "zh.ts")) {
            String texts = Files.readString(Path.of("../admin-ui/src/locales", language));
            for (String word : answered()) {
                String key = word.contains("-") ? "'" + word + "'" : word;
                assertThat(texts).as(language).containsPattern("\n      " + Pattern.quote(key) + ": '\\S");
            }
        }
    }
}
