package io.txgroup.verification.chaos.site;

import io.txgroup.verification.chaos.links.Fault;
import io.txgroup.verification.chaos.links.Links;
import io.txgroup.verification.servers.RedisBinary;
import io.txgroup.verification.servers.RedisServer;

/**
 * The managers' Redis and its replica, whose roles change when the replica is promoted. Whoever strikes it must be alone at
 * that; asking it is thread-safe.
 */
public final class Store implements AutoCloseable {
    private static final String[] KEEPS_ALL = {"--appendonly", "yes", "--appendfsync", "always"};

    private final Links links;
    private volatile RedisServer master;
    private RedisServer replica;

    Store(Links links) {
        this.links = links;
        this.master = RedisServer.start(RedisBinary.EMBEDDED, KEEPS_ALL);
        int toMaster = links.between(Site.REPLICA, Site.REDIS).port();
        links.moved(Site.REDIS, master.port());
        this.replica = RedisServer.startReplica(RedisBinary.EMBEDDED, toMaster, KEEPS_ALL);
    }

    /** Where the managers' links end. */
    int port() {
        return master.port();
    }

    /** Runs one command on the master. */
    public String command(String... words) {
        return master.command(words);
    }

    /** Stops the master where it stands. */
    public void pause() {
        master.pause();
    }

    /** Lets it go on. */
    public void resume() {
        master.resume();
    }

    /** Kills the master as {@code kill -9} does; what it has acknowledged is on its disk. */
    public void kill() {
        master.kill();
    }

    /** Starts it again after {@link #kill()}. */
    public void restart() {
        master.restart();
    }

    /** Keeps from the replica what is written from now on. */
    public void cutReplica() {
        links.between(Site.REPLICA, Site.REDIS).suffer(Fault.CUT);
    }

    /** Lets the replica catch up. */
    public void healReplica() {
        links.between(Site.REPLICA, Site.REDIS).heal();
    }

    /**
     * The replica takes over as it is, the master is lost with whatever the replica has not, and there is a new replica, as
     * after a failover that a watchdog decides.
     */
    public void promoteReplica() {
        RedisServer lost = master;
        RedisServer promoted = replica;
        promoted.promote();
        links.gone(Site.REDIS);
        lost.kill();
        master = promoted;
        links.moved(Site.REDIS, promoted.port());
        healReplica();
        replica = RedisServer.startReplica(
                RedisBinary.EMBEDDED, links.between(Site.REPLICA, Site.REDIS).port(), KEEPS_ALL);
        lost.close();
    }

    @Override
    public void close() {
        replica.close();
        master.close();
    }
}
