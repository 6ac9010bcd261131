package io.txgroup.verification.simulation;

/** temp */
public final class SimulationMain {
    private SimulationMain() {}

    /** temp. */
    public static void main(String[] args) {
        System.setProperty("slf4j.provider", "org.slf4j.helpers.NOP_FallbackServiceProvider");
        if (args.length == 1) {
            Simulation s = new Simulation(Long.parseLong(args[0]), new Parts(), new Trace(Trace.Extent.PRINTED));
            System.out.println(s.run());
            return;
        }
        long first = Long.parseLong(args[0]);
        long n = Long.parseLong(args[1]);
        Figures all = new Figures();
        java.util.Map<String, java.util.List<Long>> bad = new java.util.TreeMap<>();
        long t = System.nanoTime();
        long events = 0;
        for (long seed = first; seed < first + n; seed++) {
            Simulation s = new Simulation(seed, new Parts(), new Trace(Trace.Extent.OFF));
            Simulation.Result r = s.run();
            events += s.events();
            all.add(s.figures());
            if (r.violation() != null) {
                String key = r.violation().invariant() + " "
                        + r.violation().getMessage().replaceAll("[0-9a-f]{8,}(-[0-9a-f]+)*", "#").replaceAll("[0-9]+", "n");
                bad.computeIfAbsent(key.substring(0, Math.min(170, key.length())), k -> new java.util.ArrayList<>()).add(seed);
            }
        }
        bad.forEach((k, v) -> System.out.println(v.size() + " " + v.subList(0, Math.min(4, v.size())) + " " + k));
        System.out.println((System.nanoTime() - t) / 1_000_000 / (double) n + " ms/seed, events " + events / n + " groups "
                + all.groups() + " deliveries " + all.deliveries() + " faults " + all.faults() + " excuses "
                + all.excuses());
    }
}
