package io.txgroup.verification.simulation.redis;

import java.util.List;

/** In the simulation's Redis. */
class ScriptsTests extends ScriptsContract {
    private final SimulatedRedis redis = new SimulatedRedis(0);

    @Override
    String eval(String script, List<String> keys, List<String> args) {
        return String.valueOf(
                redis.connect().orElseThrow().eval(script, keys, args).answer());
    }
}
