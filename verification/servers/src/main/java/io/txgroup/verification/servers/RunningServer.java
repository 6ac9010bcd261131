package io.txgroup.verification.servers;

import java.time.Duration;

/** A server that was started on this machine: a process of its own, or one in a container. */
interface RunningServer {
    /** Whether it came to say that it is ready; false if it ended or took too long. */
    boolean awaitReady(Duration atMost);

    /** Its process id, as this machine counts. */
    long pid();

    /** How long it has kept processors busy; zero where the system does not say. */
    Duration processorTime();

    boolean isAlive();

    /** Sends a signal such as {@code STOP}. */
    void signal(String name);

    /** Asks it to end, and kills it if it does not. */
    void stop();

    /** Kills it at once, as {@code kill -9} does, and waits until it is gone. */
    void kill();

    /** Starts it anew once it has ended, with the same options and what it had on disk. */
    RunningServer startAgain();

    /** Kills it and removes what it has, but for a folder that somebody else gave it. */
    void discard();

    /** What it last wrote. */
    String output();
}
