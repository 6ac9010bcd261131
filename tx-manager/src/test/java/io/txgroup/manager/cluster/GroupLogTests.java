package io.txgroup.manager.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.txgroup.protocol.GroupId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
final class GroupLogTests {
    private static final GroupId GROUP = GroupId.parse("01890a5d-ac96-774b-bcce-b302099a8003");

    private final GroupLog log = new GroupLog();

    @Test
    void warnsOnceOfAGroupThatWaitsForAPersonHoweverLongItDoes(CapturedOutput output) {
        log.alarm(GROUP, "PARKED for 3 s, work of [order] is lost; a person decides");
        log.alarm(GROUP, "PARKED for 13 s, work of [order] is lost; a person decides");
        log.alarm(GROUP, "PARKED for 130 s, work of [order] is lost; a person decides");

        assertThat(warnings(output)).hasSize(1);
    }

    @Test
    void warnsAgainOfAnotherTrouble(CapturedOutput output) {
        log.alarm(GROUP, "COMMITTING for 31 s, waiting for [order]");
        log.alarm(GROUP, "PARKED for 2 s, work of [order] is lost; a person decides");

        assertThat(warnings(output)).hasSize(2);
    }

    private static List<String> warnings(CapturedOutput output) {
        return output.getAll()
                .lines()
                .filter(line -> line.contains("WARN") && line.contains(GROUP.toString()))
                .toList();
    }
}
