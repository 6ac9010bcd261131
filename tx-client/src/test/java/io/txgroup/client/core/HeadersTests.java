package io.txgroup.client.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txgroup.client.spi.MalformedHeaderException;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Holding;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.UnitCalls;
import io.txgroup.protocol.UnitId;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadersTests {
    private static final GroupId GROUP = GroupId.next(1_700_000_000_000L, new Random(1), 8);
    private static final UnitId UNIT = new UnitId(new ProcessId("库存, service", "host;1/a", "p=1"), "token");

    @Test
    void headerComesBackAsItWasWritten() {
        GroupHeader header =
                new GroupHeader(GROUP, new Epoch("e1"), new CallPath("0.1.12"), 29_000, "manager;一号 on host");

        assertThat(GroupHeader.parse(header.toString())).isEqualTo(header);
        assertThat(header.toString()).matches("[\\x21-\\x7e]+");
    }

    @Test
    void reportComesBackAsItWasWritten() {
        CallReport report = new CallReport(
                "no; because, of\nthis",
                List.of(new UnitCalls(UNIT, List.of(new CallPath("0.1"), new CallPath("0.1.2")))));

        assertThat(CallReport.parse(report.toString())).isEqualTo(report);
        assertThat(report.toString()).matches("[\\x21-\\x7e]+");
        assertThat(CallReport.parse(CallReport.NOTHING.toString())).isEqualTo(CallReport.NOTHING);
    }

    @Test
    void whatUnitsHoldComesBackAsItWasWritten() {
        CallReport report = new CallReport(
                "",
                List.of(
                        joined("0.1", new Holding(true, List.of("库存#1", "a=b,c;d%e f", ""))),
                        joined("0.2", new Holding(false, List.of())),
                        joined("0.3", new Holding(false, List.of("orders#1"))),
                        joined("0.4", null)),
                true);

        assertThat(CallReport.parse(report.toString())).isEqualTo(report);
        assertThat(report.toString()).startsWith("2;%;").matches("[\\x21-\\x7e]+");
    }

    @Test
    void aReportThatTellsOfNoHoldingIsOneThatOlderServicesRead() {
        assertThat(new CallReport("", List.of(joined("0.1", null)))).hasToString("1;;s,i,p,t,0.1");
        assertThat(CallReport.NOTHING).hasToString("1;");
        assertThat(CallReport.parse("1;;s,i,p,t,0.1").joined()).containsExactly(joined("0.1", null));
    }

    @Test
    void aReportThatSaysNoTellsOfNoHolding() {
        CallReport no = new CallReport("", List.of(joined("0.1", new Holding(true, List.of("a"))))).failed("no");

        assertThat(no).hasToString("1;no;s,i,p,t,0.1");
    }

    @Test
    void whatUnitsHoldIsLeftOutOfAReportThatWouldBecomeTooLong() {
        List<String> many =
                IntStream.range(0, 100).mapToObj(i -> "dataSource#" + i).toList();
        CallReport report = new CallReport(
                "",
                List.of(
                        joined("0.1", new Holding(true, many)),
                        joined("0.2", new Holding(true, many)),
                        joined("0.3", new Holding(true, List.of("orders#1")))));

        String text = report.toString();

        assertThat(text).hasSizeLessThanOrEqualTo(2_000);
        assertThat(CallReport.parse(text).joined())
                .containsExactly(
                        joined("0.1", new Holding(true, many)),
                        joined("0.2", null),
                        joined("0.3", new Holding(true, List.of("orders#1"))));
    }

    @Test
    void aReportIsNoLongerThanItWasWithoutWhatUnitsHoldIfThatIsTooLongAlready() {
        Holding holding = new Holding(true, List.of("orders#1"));
        List<UnitCalls> units =
                IntStream.range(1, 300).mapToObj(i -> joined("0." + i, holding)).toList();

        CallReport read = CallReport.parse(new CallReport("", units).toString());

        assertThat(read.joined()).hasSize(299).allMatch(calls -> calls.holding() == null);
    }

    private static UnitCalls joined(String path, @Nullable Holding holding) {
        return new UnitCalls(new UnitId(new ProcessId("s", "i", "p"), "t"), List.of(new CallPath(path)), holding);
    }

    @Test
    void firstReasonIsKept() {
        assertThat(CallReport.rollbackOnly("first").failed("second").rollbackOnly())
                .isEqualTo("first");
        assertThat(CallReport.NOTHING.failed("").rollbackOnly()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "2;a;b;c;d;e",
                "1;not-a-uuid;e;0.1;10;m",
                "1;018bcfe5-6800-7000-8000-000000000001;;0.1;10;m",
                "1;018bcfe5-6800-7000-8000-000000000001;e;1.0;10;m",
                "1;018bcfe5-6800-7000-8000-000000000001;e;0.1;ten;m",
                "1;018bcfe5-6800-4000-8000-000000000001;e;0.1;10;m",
                "1;018bcfe5-6800-7000-8000-000000000001;e;0.1;10;%zz",
                "1;018bcfe5-6800-7000-8000-000000000001;e;0.1;10;m;more"
            })
    void malformedHeaderIsRefusedWithAReason(String text) {
        assertThatThrownBy(() -> GroupHeader.parse(text))
                .isInstanceOf(MalformedHeaderException.class)
                .hasMessageContaining("group header");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "2",
                "3;",
                "1;;a,b,c",
                "1;;a,b,c,d,x",
                "1;%zz",
                "2;;a,b,c,d,0.1=",
                "2;;a,b,c,d,0.1=kept,r",
                "2;;a,b,c,d=held,r",
                "2;;a,b,c,d,0.1=held,%zz",
                "2;;a,b,c,d,0.1=held=r=%"
            })
    void malformedReportIsRefusedWithAReason(String text) {
        assertThatThrownBy(() -> CallReport.parse(text)).isInstanceOf(MalformedHeaderException.class);
    }

    @Test
    void aHeaderThatIsFarTooLongIsNotEvenRead() {
        assertThatThrownBy(() -> GroupHeader.parse("1;".repeat(1_000)))
                .isInstanceOf(MalformedHeaderException.class)
                .hasMessageContaining("2000 characters");
    }

    @Test
    void aCallThatIsMadeAgainSaysWhichAttemptItIsOf() {
        GroupHeader call = new GroupHeader(
                GROUP,
                new Epoch("e1"),
                new CallPath("0.1.2"),
                29_000,
                "",
                new GroupHeader.Again(3, new CallPath("0.4")));
        GroupHeader strange = new GroupHeader(
                GROUP, new Epoch("e1"), new CallPath("0.1.2"), 29_000, "", new GroupHeader.Again(3, null));

        assertThat(call.toString()).startsWith("2;").endsWith(";3;0.4");
        assertThat(GroupHeader.parse(call.toString())).isEqualTo(call);
        assertThat(GroupHeader.parse(strange.toString())).isEqualTo(strange);
        assertThatThrownBy(() -> GroupHeader.parse(call + ";more")).isInstanceOf(MalformedHeaderException.class);
    }
}
