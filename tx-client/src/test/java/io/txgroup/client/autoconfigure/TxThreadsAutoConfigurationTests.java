package io.txgroup.client.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.context.ContextExecutorService;
import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshotFactory;
import io.txgroup.client.running.ThreadCalls;
import io.txgroup.client.spi.Calls;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.TaskDecorator;
import org.springframework.core.task.support.ContextPropagatingTaskDecorator;

/** A request stands for whatever a thread runs: they go along together. */
class TxThreadsAutoConfigurationTests {
    private static final String HEADER = "1;018bcfe5-6800-7000-8000-000000000001;an-epoch;0.1;2000;nobody";

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    TaskExecutionAutoConfiguration.class,
                    TxClientAutoConfiguration.class,
                    TxThreadsAutoConfiguration.class))
            .withPropertyValues(
                    "spring.application.name=order",
                    "tx.client.secret=0123456789abcdef",
                    "tx.client.manager-addresses=127.0.0.1:1");

    @Test
    void takesTheGroupIntoTasksOfTheApplicationsExecutor() {
        runner.run(context -> assertThat(
                        isThere(context, task -> executor(context).submit(task).get()))
                .isTrue());
    }

    @Test
    void takesTheGroupIntoThemBesideTheApplicationsOwnDecorator() {
        runner.withBean(TaskDecorator.class, () -> task -> task).run(context -> assertThat(
                        isThere(context, task -> executor(context).submit(task).get()))
                .isTrue());
    }

    @Test
    void leavesTheirThreadsAsTheyWere() {
        runner.withPropertyValues("spring.task.execution.pool.core-size=1").run(context -> {
            isThere(context, task -> executor(context).submit(task).get());
            ThreadCalls calls = context.getBean(ThreadCalls.class);

            assertThat(executor(context)
                            .submit(() -> calls.branch().isInGroup())
                            .get())
                    .isFalse();
        });
    }

    @Test
    void takesTheGroupIntoAnExecutorThatIsWrappedByHand() {
        ExecutorService plain = Executors.newSingleThreadExecutor();
        try {
            runner.run(context -> {
                ExecutorService wrapped = ContextExecutorService.wrap(
                        plain, ContextSnapshotFactory.builder().build()::captureAll);
                assertThat(isThere(context, task -> wrapped.submit(task).get())).isTrue();
                assertThat(isThere(context, task -> plain.submit(task).get())).isFalse();
            });
        } finally {
            plain.shutdownNow();
        }
    }

    @Test
    void applicationsOfOneProcessKeepTheirGroupsApart() {
        runner.run(one -> runner.run(another -> {
            assertThat(isThere(one, task -> executor(another).submit(task).get()))
                    .isTrue();
            assertThat(isThere(another, task -> executor(another).submit(task).get()))
                    .isTrue();
        }));
    }

    @Test
    void leavesNothingBehind() {
        int before = ContextRegistry.getInstance().getThreadLocalAccessors().size();

        runner.run(context -> assertThat(ContextRegistry.getInstance().getThreadLocalAccessors())
                .hasSize(before + 1));

        assertThat(ContextRegistry.getInstance().getThreadLocalAccessors()).hasSize(before);
    }

    @Test
    void anExplicitNoIsANo() {
        runner.withPropertyValues("spring.task.execution.propagate-context=false")
                .run(context -> assertThat(context)
                        .hasSingleBean(BranchAccessor.class)
                        .doesNotHaveBean(ContextPropagatingTaskDecorator.class));
    }

    @Test
    void anExplicitYesIsDoneOnce() {
        runner.withPropertyValues("spring.task.execution.propagate-context=true")
                .run(context -> assertThat(context).hasSingleBean(ContextPropagatingTaskDecorator.class));
    }

    @Test
    void worksWithoutContextPropagation() {
        runner.withClassLoader(new FilteredClassLoader("io.micrometer.context"))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("txBranchAccessor"));
    }

    @Test
    void worksWhereTheClientIsSwitchedOff() {
        runner.withPropertyValues("tx.client.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(BranchAccessor.class));
    }

    private static AsyncTaskExecutor executor(ApplicationContext context) {
        return context.getBean("applicationTaskExecutor", AsyncTaskExecutor.class);
    }

    /** Whether what this thread runs for is there in a task, too. */
    private static boolean isThere(ApplicationContext context, Execution execution) throws Exception {
        ThreadCalls calls = context.getBean(ThreadCalls.class);
        try (Calls.Inbound request = calls.open(HEADER, report -> {})) {
            return execution.of(() -> calls.unannotated().isPresent());
        }
    }

    private interface Execution {
        boolean of(Callable<Boolean> task) throws Exception;
    }
}
