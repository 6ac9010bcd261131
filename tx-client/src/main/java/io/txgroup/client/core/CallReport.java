package io.txgroup.client.core;

import io.txgroup.client.spi.MalformedHeaderException;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Holding;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.UnitCalls;
import io.txgroup.protocol.UnitId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a reply tells the caller: which units joined in the call and below it, what they hold, and whether COMMIT is
 * impossible. As text: {@code 2;reason;unit;unit...}, where an empty reason means that COMMIT is possible, {@code %} that it
 * is although the reply is an error, and a unit is {@code service,instance,process,token,path,path...}, followed by {@code
 * =durable,resource...} or {@code =held,resource...} if it is told what the unit holds. A text in which that is told of no
 * unit is of version 1.
 *
 * <p>Proxies and servers refuse replies with long headers. So what units hold is told as long as the text keeps within
 * 2,000 characters, and left out of the units that come then: their groups lose nothing but the chance to be settled
 * without those units, should the managers' store forget them.
 *
 * @param rollbackOnly why COMMIT is impossible, in words for a person; empty if it is possible
 * @param joined the units that joined, with the call paths they served here
 * @param standsByError whether an error reply is no failure: the called method said yes and threw an exception that it
 *     is declared not to roll back for
 */
public record CallReport(String rollbackOnly, List<UnitCalls> joined, boolean standsByError) {
    /** Nothing joined, nothing failed. */
    public static final CallReport NOTHING = new CallReport("", List.of());

    private static final String WITHOUT_HOLDINGS = "1";
    private static final String WITH_HOLDINGS = "2";
    private static final Set<String> VERSIONS = Set.of(WITHOUT_HOLDINGS, WITH_HOLDINGS);
    private static final String STANDS_BY_ERROR = "%"; // no encoded text, so who does not know it sees a failure
    private static final String DURABLE = "durable";
    private static final String HELD = "held";
    private static final int MAX_REASON = 300;
    private static final int MAX_LENGTH_WITH_HOLDINGS = 2_000;

    public CallReport {
        rollbackOnly = rollbackOnly.length() > MAX_REASON ? rollbackOnly.substring(0, MAX_REASON) : rollbackOnly;
        joined = List.copyOf(joined);
    }

    /** What joined, and whether COMMIT is impossible. */
    public CallReport(String rollbackOnly, List<UnitCalls> joined) {
        this(rollbackOnly, joined, false);
    }

    /** COMMIT is impossible, and nothing joined. */
    public static CallReport rollbackOnly(String reason) {
        return new CallReport(reason.isEmpty() ? "no reason was given" : reason, List.of());
    }

    /** The same, but COMMIT is impossible. */
    public CallReport failed(String reason) {
        return rollbackOnly.isEmpty() ? new CallReport(rollbackOnly(reason).rollbackOnly(), joined) : this;
    }

    /** The same; an error reply with it is no failure, as long as nothing else speaks against COMMIT. */
    public CallReport standingByError() {
        return new CallReport(rollbackOnly, joined, rollbackOnly.isEmpty());
    }

    /** Reads what {@link #toString()} wrote. */
    public static CallReport parse(String text) {
        String[] parts = text.split(";", -1);
        if (!VERSIONS.contains(parts[0]) || parts.length < 2) {
            throw new MalformedHeaderException("The report can't be read: it begins with '" + parts[0] + "' and has "
                    + parts.length + " parts, known are versions 1 and 2 with at least 2 parts; if it is newer, upgrade"
                    + " this service first");
        }
        try {
            List<UnitCalls> joined = new ArrayList<>();
            for (int i = 2; i < parts.length; i++) {
                joined.add(unit(parts[i]));
            }
            return parts[1].equals(STANDS_BY_ERROR)
                    ? new CallReport("", joined, true)
                    : new CallReport(PercentText.decode(parts[1]), joined);
        } catch (IllegalArgumentException e) {
            throw new MalformedHeaderException("The report can't be read: " + e.getMessage());
        }
    }

    private static UnitCalls unit(String text) {
        String[] callsAndHolding = text.split("=", 2);
        String[] parts = callsAndHolding[0].split(",", -1);
        if (parts.length < 5) {
            throw new MalformedHeaderException(
                    "A unit in the report has " + parts.length + " parts, at least 5 belong there");
        }
        ProcessId process =
                new ProcessId(PercentText.decode(parts[0]), PercentText.decode(parts[1]), PercentText.decode(parts[2]));
        List<CallPath> paths = Arrays.stream(parts).skip(4).map(CallPath::new).toList();
        UnitId unit = new UnitId(process, PercentText.decode(parts[3]));
        return callsAndHolding.length == 1
                ? new UnitCalls(unit, paths)
                : new UnitCalls(unit, paths, holding(callsAndHolding[1].split(",", -1)));
    }

    private static Holding holding(String[] parts) {
        boolean isDurable = parts[0].equals(DURABLE);
        if (!isDurable && !parts[0].equals(HELD)) {
            throw new MalformedHeaderException("What a unit in the report holds is '" + parts[0] + "', known are '"
                    + DURABLE + "' and '" + HELD + "'");
        }
        return new Holding(
                isDurable, Arrays.stream(parts).skip(1).map(PercentText::decode).toList());
    }

    @Override
    public String toString() {
        List<String> units =
                new ArrayList<>(joined.stream().map(CallReport::text).toList());
        String reason = standsByError ? STANDS_BY_ERROR : PercentText.encode(rollbackOnly);
        String plain = text(WITHOUT_HOLDINGS, reason, units);
        if (!rollbackOnly.isEmpty()) {
            return plain; // no close will name what is held
        }
        int left = MAX_LENGTH_WITH_HOLDINGS - plain.length();
        boolean anyIsTold = false;
        for (int i = 0; i < units.size(); i++) {
            String holding = text(joined.get(i).holding());
            boolean isTold = !holding.isEmpty() && holding.length() <= left;
            if (isTold) {
                units.set(i, units.get(i) + holding);
                left -= holding.length();
                anyIsTold = true;
            }
        }
        return anyIsTold ? text(WITH_HOLDINGS, reason, units) : plain;
    }

    private static String text(String version, String reason, List<String> units) {
        return units.isEmpty() ? version + ";" + reason : version + ";" + reason + ";" + String.join(";", units);
    }

    private static String text(UnitCalls calls) {
        ProcessId process = calls.unit().process();
        StringBuilder text = new StringBuilder(PercentText.encode(process.service()))
                .append(',')
                .append(PercentText.encode(process.instance()))
                .append(',')
                .append(PercentText.encode(process.process()))
                .append(',')
                .append(PercentText.encode(calls.unit().token()));
        calls.callPaths().forEach(path -> text.append(',').append(path));
        return text.toString();
    }

    private static String text(@Nullable Holding holding) {
        if (holding == null) {
            return "";
        }
        StringBuilder text = new StringBuilder("=").append(holding.canPrepare() ? DURABLE : HELD);
        holding.resources().forEach(name -> text.append(',').append(PercentText.encode(name)));
        return text.toString();
    }
}
