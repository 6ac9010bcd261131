package io.txgroup.client.compensation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIdentityInfo;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.annotation.ObjectIdGenerators;
import io.txgroup.client.Sensitive;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.annotation.JsonSerialize;

/** What is sensitive is marked, however Jackson is told to write it. */
@ExtendWith(OutputCaptureExtension.class)
class SensitiveArgumentsTests {
    record Card(String owner, @Sensitive String number) {}

    record Nested(List<Optional<Card>> cards) {}

    @JsonFormat(shape = JsonFormat.Shape.ARRAY)
    record Row(String owner, @Sensitive String number) {}

    record RowByField(@JsonFormat(shape = JsonFormat.Shape.ARRAY) Card card) {}

    record Text(@Sensitive String number) {
        @JsonCreator
        static Text of(String text) {
            return new Text(text);
        }

        @JsonValue
        String text() {
            return "card " + number;
        }
    }

    record Texts(Map<String, List<Text>> texts) {}

    static final class Writer extends ValueSerializer<Card> {
        @Override
        public void serialize(Card card, JsonGenerator json, SerializationContext context) {
            json.writeString(card.owner() + " " + card.number());
        }
    }

    static final class Reader extends ValueDeserializer<Card> {
        @Override
        public Card deserialize(JsonParser json, DeserializationContext context) {
            return new Card(json.getString(), "");
        }
    }

    @JsonSerialize(using = OwnWriter.class)
    @JsonDeserialize(using = OwnReader.class)
    record Own(String owner, @Sensitive String number) {}

    static final class OwnWriter extends ValueSerializer<Own> {
        @Override
        public void serialize(Own own, JsonGenerator json, SerializationContext context) {
            json.writeString(own.owner() + " " + own.number());
        }
    }

    static final class OwnReader extends ValueDeserializer<Own> {
        @Override
        public Own deserialize(JsonParser json, DeserializationContext context) {
            return new Own(json.getString(), "");
        }
    }

    record OwnByField(@JsonSerialize(using = Writer.class) @JsonDeserialize(using = Reader.class) Card card) {}

    record OwnInList(
            @JsonSerialize(contentUsing = Writer.class) @JsonDeserialize(contentUsing = Reader.class)
                    List<Card> cards) {}

    record OwnInOptional(
            @JsonSerialize(contentUsing = Writer.class) @JsonDeserialize(contentUsing = Reader.class)
                    Optional<Card> card) {}

    static class Unwrapped {
        @JsonUnwrapped
        @Sensitive
        Plain plain = new Plain();
    }

    static class Prefixed {
        @JsonUnwrapped(prefix = "card_")
        Secret secret = new Secret();
    }

    static class Secret {
        @Sensitive
        String pin = "";
    }

    @JsonIdentityInfo(generator = ObjectIdGenerators.PropertyGenerator.class, property = "pin")
    static class Identified {
        @Sensitive
        String pin = "1";
    }

    static class Plain {
        String name = "";
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
    @JsonSubTypes({@JsonSubTypes.Type(value = ByCard.class, name = "card")})
    interface Means {}

    record ByCard(Text text) implements Means {}

    static class Chain {
        @Sensitive
        String pin = "";

        @org.jspecify.annotations.Nullable
        Chain next;
    }

    static class Service {
        public void nested(Nested argument) {}

        public void row(Row argument) {}

        public void rowByField(RowByField argument) {}

        public void text(Text argument) {}

        public void texts(Texts argument) {}

        public void own(Own argument) {}

        public void ownByField(OwnByField argument) {}

        public void ownInList(OwnInList argument) {}

        public void ownInOptional(OwnInOptional argument) {}

        public void unwrapped(Unwrapped argument) {}

        public void prefixed(Prefixed argument) {}

        public void identified(Identified argument) {}

        public void means(Means argument) {}

        public void chain(Chain argument) {}

        public void open(Plain argument, @Sensitive Text text) {}
    }

    private static ArgumentForms.Written written(String method, Object... arguments) throws NotWritableException {
        Method found = Arrays.stream(Service.class.getMethods())
                .filter(one -> one.getName().equals(method))
                .findFirst()
                .orElseThrow();
        return new JsonForms().of(found, Service.class).write(arguments, 10_000);
    }

    private static Object value(String method) {
        Card card = new Card("Ann", "4711");
        return switch (method) {
            case "text" -> new Text("4711");
            case "texts" -> new Texts(Map.of("a", List.of(new Text("4711"))));
            case "own" -> new Own("Ann", "4711");
            case "ownByField" -> new OwnByField(card);
            case "ownInList" -> new OwnInList(List.of(card));
            case "ownInOptional" -> new OwnInOptional(Optional.of(card));
            case "unwrapped" -> new Unwrapped();
            case "identified" -> new Identified();
            case "means" -> new ByCard(new Text("4711"));
            default -> throw new IllegalArgumentException(method);
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text",
                "texts",
                "own",
                "ownByField",
                "ownInList",
                "ownInOptional",
                "unwrapped",
                "identified",
                "means"
            })
    void masksTheWholeParameterWhereOnePlaceCanNotBeToldAndSaysSoAtTheStart(String method, CapturedOutput output)
            throws Exception {
        assertThat(written(method, value(method)).sensitive()).contains("/0");
        assertThat(output)
                .contains("SensitiveArgumentsTests$Service." + method)
                .contains("parameter 1,")
                .contains("is masked as a whole");
    }

    @Test
    void marksThePlaceInAnArray(CapturedOutput output) throws Exception {
        ArgumentForms.Written row = written("row", new Row("Ann", "4711"));
        assertThat(row.arguments()).isEqualTo("[[\"Ann\",\"4711\"]]");
        assertThat(row.sensitive()).containsExactly("/0/1");

        assertThat(written("rowByField", new RowByField(new Card("Ann", "4711")))
                        .sensitive())
                .containsExactly("/0/card/1");
        assertThat(output).doesNotContain("masked as a whole");
    }

    @Test
    void marksThePlaceOfWhatIsUnwrapped() throws Exception {
        assertThat(written("prefixed", new Prefixed()).sensitive()).containsExactly("/0/card_pin");
    }

    @Test
    void marksOnlyThePlaceWhereItIsWrittenFieldByField(CapturedOutput output) throws Exception {
        assertThat(written("nested", new Nested(List.of(Optional.of(new Card("Ann", "4711")))))
                        .sensitive())
                .containsExactly("/0/cards/0/number");
        assertThat(written("chain", new Chain()).sensitive()).containsExactly("/0/pin");
        assertThat(written("open", new Plain(), new Text("4711")).sensitive()).containsExactly("/1");
        assertThat(output).doesNotContain("masked as a whole");
    }
}
