package io.txgroup.verification.simulation;

/** Something that can die and stand still: what it was to do is then never done, or later. */
class Host {
    private final String name;
    private boolean alive = true;
    private long pausedUntil;

    Host(String name) {
        this.name = name;
    }

    final boolean isAlive() {
        return alive;
    }

    final void die() {
        alive = false;
    }

    final void pauseUntil(long time) {
        pausedUntil = time;
    }

    final long pausedUntil() {
        return pausedUntil;
    }

    final void requireAlive() {
        if (!alive) {
            throw new ProcessDied(name);
        }
    }

    @Override
    public final String toString() {
        return name;
    }
}
