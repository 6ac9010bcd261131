package io.txgroup.client.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txgroup.client.spi.MalformedHeaderException;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.UnitCalls;
import io.txgroup.protocol.UnitId;
import java.util.List;
import java.util.Random;
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
    @ValueSource(strings = {"", "1", "2;", "1;;a,b,c", "1;;a,b,c,d,x", "1;%zz"})
    void malformedReportIsRefusedWithAReason(String text) {
        assertThatThrownBy(() -> CallReport.parse(text)).isInstanceOf(MalformedHeaderException.class);
    }

    @Test
    void aHeaderThatIsFarTooLongIsNotEvenRead() {
        assertThatThrownBy(() -> GroupHeader.parse("1;".repeat(1_000)))
                .isInstanceOf(MalformedHeaderException.class)
                .hasMessageContaining("2000 characters");
    }
}
