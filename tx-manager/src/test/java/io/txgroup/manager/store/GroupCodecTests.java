package io.txgroup.manager.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.txgroup.manager.group.Group;
import io.txgroup.manager.group.GroupState;
import io.txgroup.manager.group.Invoked;
import io.txgroup.manager.group.Member;
import io.txgroup.manager.group.RandomGroups;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.ResourceEnd;
import io.txgroup.protocol.UnitCalls;
import io.txgroup.protocol.UnitId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class GroupCodecTests {
    private static final long SEED = 20261121;

    @Test
    void readsBackWhatItWrote() {
        RandomGroups groups = new RandomGroups(new Random(SEED), 16);
        for (int i = 0; i < 2_000; i++) {
            Group group = groups.any();
            assertThat(GroupCodec.decode(GroupCodec.encode(group)))
                    .as("seed %d, group %d", SEED, i)
                    .isEqualTo(group);
        }
    }

    @Test
    void writesTheBytesOfFormat1() throws IOException {
        assertThat(HexFormat.of().formatHex(GroupCodec.encode(wellKnown())))
                .as("stored groups outlive a manager: a change of the form needs a new format, not a new golden file")
                .isEqualTo(golden());
    }

    @Test
    void readsTheBytesOfFormat1() throws IOException {
        assertThat(GroupCodec.decode(HexFormat.of().parseHex(golden()))).isEqualTo(wellKnown());
    }

    @Test
    void ignoresWhatALaterVersionAdded() throws IOException {
        StoredForm.Group form = StoredForm.Group.parseFrom(GroupCodec.encode(wellKnown()));
        UnknownFieldSet.Field text = UnknownFieldSet.Field.newBuilder()
                .addLengthDelimited(ByteString.copyFromUtf8("of a later version"))
                .build();
        StoredForm.Group later = form.toBuilder()
                .setUnknownFields(
                        UnknownFieldSet.newBuilder().addField(900, text).build())
                .build();
        assertThat(GroupCodec.decode(later.toByteArray())).isEqualTo(wellKnown());
    }

    @Test
    void refusesAFormatOfALaterVersion() throws IOException {
        StoredForm.Group form = StoredForm.Group.parseFrom(GroupCodec.encode(wellKnown()));
        assertThatThrownBy(() -> GroupCodec.decode(form.toBuilder()
                        .setFormat(GroupCodec.FORMAT + 1)
                        .build()
                        .toByteArray()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("format " + (GroupCodec.FORMAT + 1))
                .hasMessageContaining("upgrade");
    }

    @Test
    void refusesWhatIsNoRecord() {
        assertThatThrownBy(() -> GroupCodec.decode("nonsense".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no group's record");
    }

    @Test
    void givesNoTwoStatesTheSameNumber() {
        assertThat(Arrays.stream(GroupState.values()).map(GroupState::code).collect(Collectors.toSet()))
                .hasSize(GroupState.values().length)
                .doesNotContain(0);
    }

    private static Group wellKnown() {
        UnitId order = new UnitId(new ProcessId("order-service", "order-1", "p-6fd1"), "u-01");
        UnitId stock = new UnitId(new ProcessId("stock-service", "stock-2", "p-99aa"), "u-02");
        List<CallPath> paths = List.of(new CallPath("0.1"), new CallPath("0.1.2"));
        Member starter = new Member(
                order,
                List.of(CallPath.ROOT),
                false,
                List.of("orders#1"),
                Member.Vote.NONE,
                Outcome.COMMIT,
                List.of(new ResourceEnd("orders#1", ResourceEnd.Result.COMMITTED, "")),
                0,
                Member.Trace.UNHEARD,
                Invoked.NOTHING);
        Member other = new Member(
                stock,
                paths,
                true,
                List.of("stock#1", "stock#2"),
                Member.Vote.YES,
                Outcome.ROLLBACK,
                List.of(
                        new ResourceEnd("stock#1", ResourceEnd.Result.ROLLED_BACK, ""),
                        new ResourceEnd("stock#2", ResourceEnd.Result.UNPROVEN, "connection reset")),
                1_790_000_009_000L,
                Member.Trace.UNHEARD,
                Invoked.NOTHING);
        return new Group(
                GroupId.parse("019a0c2e-6f00-7abc-8def-0123456789a5"),
                new Epoch("e-7c41"),
                GroupState.COMMITTING,
                "order.place",
                order,
                1_790_000_010_000L,
                1_790_000_000_000L,
                1_790_000_030_000L,
                1_790_000_015_000L,
                1_790_000_005_000L,
                List.of(new UnitCalls(stock, paths)),
                List.of(starter, other),
                "every expected unit has joined",
                null,
                null);
    }

    private static String golden() throws IOException {
        try (InputStream in = GroupCodecTests.class.getResourceAsStream("group-format-1.hex")) {
            assertThat(in).as("group-format-1.hex").isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII).replaceAll("\\s", "");
        }
    }
}
