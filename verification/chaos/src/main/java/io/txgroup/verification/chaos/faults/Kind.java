package io.txgroup.verification.chaos.faults;

import java.util.Locale;

/** What can go wrong. */
public enum Kind {
    KILL_MANAGER(Target.MANAGER),
    PAUSE_MANAGER(Target.MANAGER),
    ISOLATE_MANAGER(Target.MANAGER),
    KILL_SERVICE(Target.SERVICE),
    PAUSE_SERVICE(Target.SERVICE),
    ISOLATE_SERVICE(Target.SERVICE),
    KILL_SESSIONS(Target.DATABASE),
    CUT_LINK(Target.LINK),
    STALL_LINK(Target.LINK),
    HALF_OPEN_LINK(Target.LINK),
    SLOW_LINK(Target.LINK),
    RESET_LINK(Target.LINK),
    PAUSE_REDIS(Target.REDIS),
    RESTART_REDIS(Target.REDIS),
    CUT_REPLICA(Target.REDIS),
    PROMOTE_REPLICA(Target.REDIS),
    RESTART_NGINX(Target.NGINX);

    private final Target target;

    Kind(Target target) {
        this.target = target;
    }

    /** What it strikes. */
    enum Target {
        MANAGER,
        SERVICE,
        /** The sessions that a service has in its database. */
        DATABASE,
        LINK,
        REDIS,
        NGINX
    }

    Target target() {
        return target;
    }

    /** Whether it strikes processes of services, or their ways, so that it can be told which transfers it hit. */
    public boolean hitsTransfers() {
        return target == Target.SERVICE || target == Target.LINK || target == Target.DATABASE;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
