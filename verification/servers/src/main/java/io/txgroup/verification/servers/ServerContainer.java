package io.txgroup.verification.servers;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.WaitResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.LogMessageWaitStrategy;
import org.testcontainers.containers.wait.strategy.WaitStrategy;
import org.testcontainers.containers.wait.strategy.WaitStrategyTarget;
import org.testcontainers.utility.DockerImageName;

/**
 * A server in a container that Testcontainers starts and removes, at the latest with this JVM. It is in the network of
 * this machine and listens on 127.0.0.1 only, as the process that it stands for: so it keeps its port when it is started
 * again, and a replica reaches its master through a {@link CutLink}. The only class that knows Testcontainers.
 */
final class ServerContainer implements RunningServer {
    private static final int STOP_SECONDS = 10;

    private final ContainerRecipe recipe;
    private final GenericContainer<?> container;
    private int starts = 1;
    private boolean launched;
    private long pid;

    private ServerContainer(ContainerRecipe recipe) {
        this.recipe = recipe;
        container = new GenericContainer<>(DockerImageName.parse(recipe.image().reference()))
                .withNetworkMode("host")
                .withEnv(recipe.environment())
                .withCommand(recipe.command().toArray(String[]::new))
                .waitingFor(new NoWait());
    }

    /**
     * Starts a container, and gets its image first if need be.
     *
     * @throws IllegalStateException if no engine answers, or the image can't be had
     */
    static ServerContainer start(ContainerRecipe recipe) {
        requireEngine(recipe.image());
        ServerContainer started = new ServerContainer(recipe);
        try {
            started.container.start();
            started.launched = true;
            started.pid = started.askPid();
        } catch (ContainerLaunchException e) {
            // one that was made has ended: its last words say why
            if (started.container.getContainerId() == null) {
                throw new IllegalStateException(
                        "Container of " + recipe.image() + " - can't be made: "
                                + rootOf(e).getMessage()
                                + "; pull the image, or name another one with -D"
                                + recipe.image().property() + "=...",
                        e);
            }
        }
        return started;
    }

    private static void requireEngine(Image image) {
        @Nullable RuntimeException cause = null;
        try {
            if (DockerClientFactory.instance().isDockerAvailable()) {
                return;
            }
        } catch (RuntimeException e) {
            cause = e;
        }
        throw new IllegalStateException(
                "Container of " + image + " - no Docker engine answers (DOCKER_HOST=" + System.getenv("DOCKER_HOST")
                        + ", without it /var/run/docker.sock). Start one that this user may talk to, or leave"
                        + " -Pcontainers out: then PostgreSQL, MariaDB and Redis come from Maven artifacts",
                cause);
    }

    private static Throwable rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    @Override
    public boolean awaitReady(Duration atMost) {
        if (!launched) {
            return false;
        }
        try {
            new LogMessageWaitStrategy()
                    .withRegEx("(?s).*" + Pattern.quote(recipe.readyWords()) + ".*")
                    .withTimes(recipe.readyLines() * starts)
                    .withStartupTimeout(atMost)
                    .waitUntilReady(container);
            return true;
        } catch (ContainerLaunchException e) {
            return false;
        }
    }

    @Override
    public long pid() {
        return pid;
    }

    private long askPid() {
        Long asked = engine().inspectContainerCmd(container.getContainerId())
                .exec()
                .getState()
                .getPidLong();
        return asked == null ? 0 : asked;
    }

    @Override
    public Duration processorTime() {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().totalCpuDuration())
                .orElse(Duration.ZERO);
    }

    @Override
    public boolean isAlive() {
        if (container.getContainerId() == null) {
            return false;
        }
        try {
            Boolean running = engine().inspectContainerCmd(container.getContainerId())
                    .exec()
                    .getState()
                    .getRunning();
            return Boolean.TRUE.equals(running);
        } catch (NotFoundException e) {
            return false;
        }
    }

    @Override
    public void signal(String name) {
        engine().killContainerCmd(container.getContainerId()).withSignal(name).exec();
    }

    @Override
    public void stop() {
        engine().stopContainerCmd(container.getContainerId())
                .withTimeout(STOP_SECONDS)
                .exec();
        awaitEnd();
    }

    @Override
    public void kill() {
        if (isAlive()) {
            signal("KILL");
            awaitEnd();
        }
    }

    private void awaitEnd() {
        try (var end = engine().waitContainerCmd(container.getContainerId())
                .exec(new ResultCallback.Adapter<WaitResponse>())) {
            if (!end.awaitCompletion(STOP_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("Container " + container.getContainerId() + " of " + recipe.image()
                        + " is still running after " + STOP_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while a container ended", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public RunningServer startAgain() {
        engine().startContainerCmd(container.getContainerId()).exec();
        starts++;
        pid = askPid();
        return this;
    }

    @Override
    public void discard() {
        container.stop();
    }

    @Override
    public String output() {
        return container.getContainerId() == null ? "(its container is removed)" : container.getLogs();
    }

    private static DockerClient engine() {
        return DockerClientFactory.instance().client();
    }

    /** Whoever starts a server waits for it by {@link #awaitReady}. */
    private static final class NoWait implements WaitStrategy {
        @Override
        public void waitUntilReady(WaitStrategyTarget target) {}

        @Override
        public WaitStrategy withStartupTimeout(Duration atMost) {
            return this;
        }
    }
}
