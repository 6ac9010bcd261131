package io.txgroup.client.core;

import io.txgroup.client.spi.MalformedHeaderException;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.UnitCalls;
import io.txgroup.protocol.UnitId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a reply tells the caller: which units joined in the call and below it, and whether COMMIT is impossible. As
 * text: {@code 1;reason;unit;unit...}, where an empty reason means that COMMIT is possible, {@code %} that it is although
 * the reply is an error, and a unit is {@code service,instance,process,token,path,path...}.
 *
 * @param rollbackOnly why COMMIT is impossible, in words for a person; empty if it is possible
 * @param joined the units that joined, with the call paths they served here
 * @param standsByError whether an error reply is no failure: the called method said yes and threw an exception that it
 *     is declared not to roll back for
 */
public record CallReport(String rollbackOnly, List<UnitCalls> joined, boolean standsByError) {
    /** Nothing joined, nothing failed. */
    public static final CallReport NOTHING = new CallReport("", List.of());

    private static final String VERSION = "1";
    private static final String STANDS_BY_ERROR = "%"; // no encoded text, so who does not know it sees a failure
    private static final int MAX_REASON = 300;

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
        if (!parts[0].equals(VERSION) || parts.length < 2) {
            throw new MalformedHeaderException(
                    "The report can't be read: it begins with '" + parts[0] + "' and has " + parts.length + " parts");
        }
        try {
            List<UnitCalls> joined = new ArrayList<>();
            for (int i = 2; i < parts.length; i++) {
                joined.add(unit(parts[i].split(",", -1)));
            }
            return parts[1].equals(STANDS_BY_ERROR)
                    ? new CallReport("", joined, true)
                    : new CallReport(PercentText.decode(parts[1]), joined);
        } catch (IllegalArgumentException e) {
            throw new MalformedHeaderException("The report can't be read: " + e.getMessage());
        }
    }

    private static UnitCalls unit(String[] parts) {
        if (parts.length < 5) {
            throw new MalformedHeaderException(
                    "A unit in the report has " + parts.length + " parts, at least 5 belong there");
        }
        ProcessId process =
                new ProcessId(PercentText.decode(parts[0]), PercentText.decode(parts[1]), PercentText.decode(parts[2]));
        List<CallPath> paths = Arrays.stream(parts).skip(4).map(CallPath::new).toList();
        return new UnitCalls(new UnitId(process, PercentText.decode(parts[3])), paths);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(VERSION)
                .append(';')
                .append(standsByError ? STANDS_BY_ERROR : PercentText.encode(rollbackOnly));
        for (UnitCalls calls : joined) {
            ProcessId process = calls.unit().process();
            text.append(';').append(PercentText.encode(process.service()));
            text.append(',').append(PercentText.encode(process.instance()));
            text.append(',').append(PercentText.encode(process.process()));
            text.append(',').append(PercentText.encode(calls.unit().token()));
            calls.callPaths().forEach(path -> text.append(',').append(path));
        }
        return text.toString();
    }
}
