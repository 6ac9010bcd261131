package io.txgroup.manager.store;

import com.google.protobuf.InvalidProtocolBufferException;
import io.txgroup.manager.group.Group;
import io.txgroup.manager.group.GroupState;
import io.txgroup.manager.group.Invoked;
import io.txgroup.protocol.Compensation;
import io.txgroup.protocol.Epoch;

/**
 * A group's record as bytes, in the form of {@code store.proto}.
 *
 * <p>Two versions of the manager share one store during an upgrade. A field that is not known here is ignored, and gone
 * after the next write from here; a change that an older manager must not overlook raises {@link #FORMAT}, and an older
 * manager then refuses the record with a message that says so, and leaves the group to the newer ones.
 */
final class GroupCodec {
    /** The newest form; this and every lower one can be read. */
    static final int FORMAT = 4;

    /** Of records of groups that the starter's service makes whole. */
    private static final int FORMAT_OF_REPLAYED = 4;

    /** Of records that tell what units have run, or what is done about lost work. */
    private static final int FORMAT_OF_COMPENSATED = 3;

    /** Of other records that an evidence run has made or taken over. */
    private static final int FORMAT_OF_SETTLED = 2;

    private static final int FORMAT_OF_CREATED = 1;

    private GroupCodec() {}

    static byte[] encode(Group group) {
        StoredForm.Group.Builder form = StoredForm.Group.newBuilder()
                .setFormat(format(group))
                .setId(StoredValues.groupId(group.id()))
                .setEpoch(group.epoch().token())
                .setState(group.state().code())
                .setLabel(group.label())
                .setStarter(StoredValues.unit(group.starter()))
                .setNotAfter(group.notAfter())
                .setCreatedAt(group.createdAt())
                .setDeadline(group.deadline())
                .setPrepareBy(group.prepareBy())
                .setDecidedAt(group.decidedAt())
                .setCause(group.cause());
        if (group.settledIn() != null) {
            form.setSettledIn(group.settledIn().token());
        }
        if (group.compensation() != null) {
            form.setCompensation(StoredCompensation.record(group.compensation()));
        }
        if (group.expected() != null) {
            form.setExpected(StoredForm.Expected.newBuilder()
                    .addAllUnits(group.expected().stream()
                            .map(StoredValues::unitCalls)
                            .toList()));
        }
        group.members().forEach(member -> form.addMembers(StoredValues.member(member)));
        return form.build().toByteArray();
    }

    /** The oldest form that has all that is in this record: managers of the version before can read it then. */
    private static int format(Group group) {
        boolean replays =
                group.members().stream().anyMatch(member -> member.invoked().compensation() == Compensation.STARTER);
        if (replays || (group.compensation() != null && group.compensation().replay() != null)) {
            return FORMAT_OF_REPLAYED;
        }
        boolean tells =
                group.members().stream().anyMatch(member -> !member.invoked().equals(Invoked.NOTHING));
        if (group.compensation() != null || tells) {
            return FORMAT_OF_COMPENSATED;
        }
        return group.settledIn() == null ? FORMAT_OF_CREATED : FORMAT_OF_SETTLED;
    }

    /**
     * The record that {@link #encode} wrote, here or in another version.
     *
     * @throws IllegalArgumentException if a newer version wrote it, or it is none
     */
    static Group decode(byte[] bytes) {
        StoredForm.Group form = parse(bytes);
        if (form.getFormat() < 1 || form.getFormat() > FORMAT) {
            throw new IllegalArgumentException("A group's record has format " + form.getFormat()
                    + ", this manager reads up to " + FORMAT + ": a newer manager wrote it; upgrade this one too");
        }
        return new Group(
                StoredValues.groupId(form.getId()),
                new Epoch(form.getEpoch()),
                GroupState.ofCode(form.getState()),
                form.getLabel(),
                StoredValues.unit(form.getStarter()),
                form.getNotAfter(),
                form.getCreatedAt(),
                form.getDeadline(),
                form.getPrepareBy(),
                form.getDecidedAt(),
                form.hasExpected()
                        ? form.getExpected().getUnitsList().stream()
                                .map(StoredValues::unitCalls)
                                .toList()
                        : null,
                form.getMembersList().stream().map(StoredValues::member).toList(),
                form.getCause(),
                form.getSettledIn().isEmpty() ? null : new Epoch(form.getSettledIn()),
                form.hasCompensation() ? StoredCompensation.record(form.getCompensation()) : null);
    }

    private static StoredForm.Group parse(byte[] bytes) {
        try {
            return StoredForm.Group.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException(
                    "What is stored is no group's record, " + bytes.length + " bytes: did somebody else write it?", e);
        }
    }
}
