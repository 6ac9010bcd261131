package io.txgroup.redis;

import io.txgroup.client.spi.FakeUnit;
import io.txgroup.protocol.CallPath;
import java.io.IOException;

/** A process of a service that prepares one unit after the other and hears of no outcome, until it is killed. */
final class PreparingProcess {
    static final String READY = "ready to prepare";
    static final String YES = "yes ";
    static final String LIST = "done";

    private PreparingProcess() {}

    public static void main(String[] arguments) throws Exception {
        try (TestRedis redis = TestRedis.onPort(Integer.parseInt(arguments[0]), settings -> settings)) {
            int units = Integer.parseInt(arguments[1]);
            for (int i = 0; i < units; i++) {
                FakeUnit unit = redis.newUnit();
                FakeUnit.Call call = unit.call(CallPath.ROOT);
                call.run(() -> redis.template()
                        .opsForList()
                        .rightPush(LIST, unit.groupId().toString()));
                call.join();
                if (i == 0) {
                    System.out.println(READY);
                }
                unit.resources().get(0).prepare();
                System.out.println(YES + unit.groupId());
            }
            waitToBeKilled();
        }
    }

    private static void waitToBeKilled() throws IOException {
        int read = System.in.read();
        System.out.println("nobody was to write to it, and read " + read);
    }
}
