package io.txgroup.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.UnitId;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class BranchNameTests {
    private final GroupId groupId = GroupId.next(1_700_000_000_000L, RandomGenerator.getDefault(), 256);
    private final String owner = BranchName.owner("default", "stock", "dataSource");

    private BranchName name(String token, int ordinal) {
        UnitId unit = new UnitId(new ProcessId("stock", "stock-1", "p"), token);
        return BranchName.of(owner, groupId, new Epoch("an epoch"), unit, ordinal);
    }

    @Test
    void readsBackWhatItWrote() {
        for (String token : new String[] {"a", "0123456789abcdef", "f".repeat(64)}) {
            for (int ordinal : new int[] {1, 9, 10, 35}) {
                BranchName name = name(token, ordinal);

                assertThat(BranchName.parse(name.toString())).contains(name);
                assertThat(name.branch().token()).isEqualTo(token);
                assertThat(name.branch().epochMark()).isEqualTo(new Epoch("an epoch").mark());
            }
        }
    }

    @Test
    void fitsIntoWhatTheDatabasesAllow() {
        BranchName longest = name("f".repeat(64), 35);

        assertThat(longest.toString().length()).isLessThan(200);
        for (String part :
                longest.xid().replaceAll("',[0-9]+$", "").substring(1).split("','", -1)) {
            assertThat(part.length()).isLessThanOrEqualTo(64);
        }
    }

    @Test
    void isNotWhatSomebodyElseWrote() {
        String name = name("abc", 1).toString();

        assertThat(BranchName.parse("")).isEmpty();
        assertThat(BranchName.parse("somebody else's")).isEmpty();
        assertThat(BranchName.parse(name + "'; DROP TABLE stock; --")).isEmpty();
        assertThat(BranchName.parse(owner + ".probe.1-2")).isEmpty();
    }

    @Test
    void refusesWhatWouldNotBeReadBack() {
        assertThatThrownBy(() -> name("it's", 1)).hasMessageContaining("not of letters and digits");
        assertThatThrownBy(() -> name("abc", 36)).hasMessageContaining("only the first 35");
    }

    @Test
    void tellsInstallationsServicesAndDataSourcesApart() {
        assertThat(owner)
                .isNotEqualTo(BranchName.owner("other", "stock", "dataSource"))
                .isNotEqualTo(BranchName.owner("default", "order", "dataSource"))
                .isNotEqualTo(BranchName.owner("default", "stock", "other"));
    }
}
