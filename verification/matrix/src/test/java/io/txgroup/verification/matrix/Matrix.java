package io.txgroup.verification.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Starts each cell's application with its first scenario, keeps it for all others, and notes what became of them. After
 * the last one everything is stopped and the table is written.
 */
final class Matrix implements BeforeEachCallback, AfterEachCallback {
    private static final ExtensionContext.Namespace HERE = ExtensionContext.Namespace.create(Matrix.class);

    @Override
    public void beforeEach(ExtensionContext test) {
        MatrixContract scenario = (MatrixContract) test.getRequiredTestInstance();
        Cell cell = store(test).computeIfAbsent(scenario.place(), Cell::new, Cell.class);
        cell.clear();
        scenario.runIn(cell);
    }

    /** A scenario passes only if it has given everything back. */
    @Override
    public void afterEach(ExtensionContext test) {
        MatrixContract scenario = (MatrixContract) test.getRequiredTestInstance();
        boolean passed = false;
        try {
            Cell cell = store(test).get(scenario.place(), Cell.class);
            if (test.getExecutionException().isPresent()) {
                cell.manager().rollBackWhatIsOpen();
            }
            Awaitility.await()
                    .untilAsserted(() -> assertThat(cell.connectionsInUse()).isZero());
            passed = test.getExecutionException().isEmpty();
        } finally {
            note(scenario, test, passed);
        }
    }

    private static void note(MatrixContract scenario, ExtensionContext test, boolean passed) {
        Results results = store(test).computeIfAbsent(Results.class, key -> new Results(), Results.class);
        if (passed && scenario.impossible().isPresent()) {
            results.cannot(
                    scenario.place(),
                    test.getRequiredTestMethod().getName(),
                    scenario.impossible().get());
        } else {
            results.ran(scenario.place(), passed);
        }
    }

    private static ExtensionContext.Store store(ExtensionContext test) {
        return test.getRoot().getStore(HERE);
    }
}
