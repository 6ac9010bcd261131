package io.txgroup.client.compensation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.txgroup.client.Sensitive;
import io.txgroup.client.core.CannotRepeatException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFormsTests {
    private static final int MAX = 64 * 1024;

    private final ArgumentForms forms = new JsonForms();

    record Line(String item, int count, BigDecimal price) {}

    record Order(UUID id, List<Line> lines, Map<String, Instant> times, Optional<String> note, ZonedDateTime at) {}

    record Card(String owner, @Sensitive String number) {}

    record Payment(List<Card> cards, Map<String, Card> byName) {}

    enum Colour {
        RED,
        BLUE {
            @Override
            public String toString() {
                return "blue";
            }
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    static class Account {
        String name = "";

        @JsonIgnore
        String internal = "";

        @JsonProperty(access = JsonProperty.Access.READ_ONLY)
        long version;

        @Nullable
        String missing;

        @Sensitive
        String pin = "";

        public String getShouted() {
            return name + "!";
        }
    }

    static class SavingsAccount extends Account {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
    @JsonSubTypes({@JsonSubTypes.Type(value = Cash.class, name = "cash")})
    interface Means {}

    record Cash(int coins) implements Means {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS)
    record Named(int value) {}

    static final class WithoutNames {
        WithoutNames(InputStream in) {}
    }

    static class Repository<T> {
        public void save(T entity) {}
    }

    static class Lines extends Repository<Line> {}

    @SuppressWarnings("unused")
    static class Service {
        public void values(
                int i, long l, boolean b, @Nullable String s, BigDecimal d, double f, Date date, byte[] bytes) {}

        public void order(Order order, Colour colour) {}

        public void lines(List<Line> lines, Map<Colour, List<Line>> more) {}

        public void account(Account account) {}

        public void means(Means means) {}

        public void pay(Payment payment, @Sensitive String secret, Account account) {}

        public void nothing() {}

        public void any(Object any) {}

        public void raw(List<?> any) {}

        public void stream(InputStream in) {}

        public void deep(List<Map<String, WithoutNames>> deep) {}

        public void contract(CharSequence text) {}

        public void named(Named named) {}

        public void callback(Runnable callback) {}

        public <T> void open(T open) {}

        public void keys(Map<Line, String> keys) {}
    }

    private static Method method(Class<?> type, String name) {
        return Arrays.stream(type.getMethods())
                .filter(method -> method.getName().equals(name) && !method.isBridge())
                .findFirst()
                .orElseThrow();
    }

    private ArgumentForms.Form form(String name) throws NotWritableException {
        return forms.of(method(Service.class, name), Service.class);
    }

    private @Nullable Object[] turn(String name, @Nullable Object... arguments) throws Exception {
        return form(name).read(form(name).write(arguments, MAX).arguments());
    }

    @Test
    @SuppressWarnings("JavaUtilDate") // services still have it in their arguments
    void readsPlainValuesAsTheyWereWritten() throws Exception {
        Object[] values = {1, Long.MAX_VALUE, true, null, new BigDecimal("1.10"), 0.1, new Date(5), new byte[] {1, 2}};

        assertThat(turn("values", values)).usingRecursiveComparison().isEqualTo(values);
        assertThat(form("nothing")
                        .read(form("nothing").write(new Object[0], MAX).arguments()))
                .isEmpty();
    }

    @Test
    void readsRecordsOfRecordsAsTheyWereWritten() throws Exception {
        Order order = new Order(
                new UUID(1, 2),
                List.of(new Line("nail", 3, new BigDecimal("12345678901234567890.10"))),
                Map.of("made", Instant.parse("2026-11-21T10:00:00.123456789Z")),
                Optional.of("soon"),
                ZonedDateTime.of(2026, 11, 21, 10, 0, 0, 0, ZoneId.of("Asia/Shanghai")));

        assertThat(turn("order", order, Colour.BLUE)).containsExactly(order, Colour.BLUE);
        assertThat(turn("lines", order.lines(), Map.of(Colour.RED, order.lines())))
                .containsExactly(order.lines(), Map.of(Colour.RED, order.lines()));
    }

    @Test
    void keepsWhatIsHiddenFromAnApi() throws Exception {
        Account account = new Account();
        account.name = "n";
        account.internal = "hidden";
        account.version = 7;

        Account read = (Account) turn("account", account)[0];

        assertThat(read).usingRecursiveComparison().isEqualTo(account);
    }

    @Test
    void readsATypeByItsOwnNameAndNeverByAClass() throws Exception {
        assertThat(form("means").write(new Object[] {new Cash(3)}, MAX).arguments())
                .contains("cash")
                .doesNotContain("Forms");
        assertThat(turn("means", new Cash(3))).containsExactly(new Cash(3));
        assertThatThrownBy(() -> form("named")).hasMessageContaining("names of classes");
    }

    @Test
    void knowsTypeVariablesByTheClassOfTheBean() throws Exception {
        ArgumentForms.Form form = forms.of(method(Repository.class, "save"), Lines.class);
        Line line = new Line("nail", 1, BigDecimal.ONE);

        assertThat(form.read(form.write(new Object[] {line}, MAX).arguments())).containsExactly(line);
    }

    @ParameterizedTest
    @ValueSource(strings = {"any", "raw", "stream", "deep", "contract", "callback", "open", "keys"})
    void findsAtTheStartWhatCanNotBeReadBack(String name) {
        assertThatThrownBy(() -> form(name))
                .isInstanceOf(NotWritableException.class)
                .hasMessageContaining("parameter 1");
    }

    @Test
    void laterChangesDoNotLeakIn() throws Exception {
        List<Line> lines = new ArrayList<>(List.of(new Line("nail", 1, BigDecimal.ONE)));
        ArgumentForms.Written written = form("lines").write(new Object[] {lines, Map.of()}, MAX);
        lines.clear();

        assertThat((List<?>) form("lines").read(written.arguments())[0]).hasSize(1);
    }

    @Test
    void marksWhatIsSensitiveWhereverItIs() throws Exception {
        Payment payment =
                new Payment(List.of(new Card("a", "1"), new Card("b", "2")), Map.of("x/y", new Card("c", "3")));

        assertThat(form("pay")
                        .write(new Object[] {payment, "secret", new Account()}, MAX)
                        .sensitive())
                .containsExactlyInAnyOrder(
                        "/0/cards/0/number", "/0/cards/1/number", "/0/byName/x~1y/number", "/1", "/2/pin");
    }

    @Test
    void doesNotKeepHalfOfASubclass() {
        assertThatThrownBy(() -> form("account").write(new Object[] {new SavingsAccount()}, MAX))
                .hasMessageContaining("SavingsAccount")
                .hasMessageContaining("declared as");
    }

    @Test
    void stopsWritingAtTheLimit() {
        String large = "x".repeat(MAX);

        assertThatThrownBy(() -> form("pay").write(new Object[] {null, large, null}, MAX))
                .isInstanceOf(NotWritableException.class)
                .hasMessageContaining("65536")
                .hasMessageContaining("tx.client.compensation.max-size");
    }

    @Test
    void argumentsOfAnOldVersionAreRefusedWithoutShowingThem() {
        assertThatThrownBy(() -> form("lines").read("[[{\"item\":\"a\",\"count\":\"secret\",\"price\":1}],{}]"))
                .isInstanceOf(CannotRepeatException.class)
                .hasMessageContaining("argument 1")
                .hasMessageContaining("count")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> form("lines").read("[[{\"item\":\"a\",\"count\":1}],{}]"))
                .hasMessageContaining("can't be read");
        assertThatThrownBy(() -> form("lines").read("[[{\"item\":\"a\",\"count\":1,\"price\":1,\"colour\":2}],{}]"))
                .hasMessageContaining("can't be read");
        assertThatThrownBy(() -> form("lines").read("[[]]")).hasMessageContaining("takes 2 now");
        assertThatThrownBy(() -> form("lines").read("[[],{},1]")).hasMessageContaining("more than the 2");
        assertThatThrownBy(() -> form("lines").read("{}")).hasMessageContaining("no JSON array");
        assertThatThrownBy(() -> form("lines").read("[[],")).hasMessageContaining("can't be read");
    }
}
