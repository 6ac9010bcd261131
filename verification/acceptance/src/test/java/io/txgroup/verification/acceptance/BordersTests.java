package io.txgroup.verification.acceptance;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.concurrent.ExecutorService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The borders between modules and packages, over every main class. */
class BordersTests {
    private static final String PROTOCOL = "io.txgroup.protocol..";
    private static final String CLIENT = "io.txgroup.client..";
    private static final String JDBC = "io.txgroup.jdbc..";
    private static final String FEIGN = "io.txgroup.feign..";
    private static final String REDIS = "io.txgroup.redis..";
    private static final String MANAGER = "io.txgroup.manager..";

    private static final String[] SPRING = {"org.springframework.."};
    private static final String[] EDGES = {
        "org.springframework..",
        "io.netty..",
        "io.lettuce..",
        "com.netflix..",
        "jakarta.servlet..",
        "java.sql..",
        "javax.sql.."
    };

    /** Where the client, the manager and the plugin for Redis are plain Java over values. */
    private static final String[] CORES = {
        "io.txgroup.client.core..", "io.txgroup.redis.core..", "io.txgroup.manager.group.."
    };

    /** The only packages of libraries that Spring wires. */
    private static final String[] WIRING = {
        "..autoconfigure..", "..advisor..", "..discovery..", "..event..", "..observing.."
    };

    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("io.txgroup");

    @ParameterizedTest
    @ValueSource(strings = {"protocol", "client", "jdbc", "redis", "feign", "manager"})
    void seesEveryModule(String module) {
        assertThat(PRODUCT.containPackage("io.txgroup." + module)).isTrue();
    }

    @Test
    void protocolKnowsNobody() {
        holds(noClasses()
                .that()
                .resideInAPackage(PROTOCOL)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        CLIENT,
                        JDBC,
                        REDIS,
                        FEIGN,
                        MANAGER,
                        "org.springframework..",
                        "io.lettuce..",
                        "java.sql..",
                        "javax.sql..")
                .because("both sides of the wire stand on it, and a user pays for whatever it brings"));
    }

    @Test
    void clientAndManagerNeverMeet() {
        holds(noClasses()
                .that()
                .resideInAnyPackage(CLIENT, JDBC, REDIS, FEIGN)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(MANAGER)
                .because("a service and a manager share the wire and nothing else"));
        holds(noClasses()
                .that()
                .resideInAPackage(MANAGER)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(CLIENT, JDBC, REDIS, FEIGN)
                .because("a service and a manager share the wire and nothing else"));
    }

    @Test
    void pluginsFillInTheClientAndNotOneAnother() {
        holds(noClasses()
                .that()
                .resideInAPackage(CLIENT)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(JDBC, REDIS, FEIGN)
                .because("a new plugin must not need a new client"));
        holds(noClasses()
                .that()
                .resideInAPackage(JDBC)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(REDIS, FEIGN)
                .because("a service may use either without the other"));
        holds(noClasses()
                .that()
                .resideInAPackage(FEIGN)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(JDBC, REDIS)
                .because("a service may use either without the other"));
        holds(noClasses()
                .that()
                .resideInAPackage(REDIS)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(JDBC, FEIGN)
                .because("a service may use either without the other"));
    }

    @Test
    void nothingReleasedKnowsTheDemoOrTheVerification() {
        holds(noClasses()
                .that()
                .resideInAnyPackage(PROTOCOL, CLIENT, JDBC, REDIS, FEIGN, MANAGER)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.txgroup.samples..", "io.txgroup.verification..")
                .because("no fault hook and no defect switch is in a main source set"));
    }

    @Test
    void coresArePlainJava() {
        holds(noClasses()
                .that()
                .resideInAnyPackage(CORES)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(EDGES)
                .because("the simulation runs the real rules, with time, transport and store passed in"));
    }

    @Test
    void springStandsAtTheEdgeOfTheClient() {
        holds(noClasses()
                .that()
                .resideInAPackage(CLIENT)
                .and()
                .resideOutsideOfPackages(WIRING)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(SPRING)
                .because("what a unit does must not depend on how it is wired"));
    }

    @Test
    void autoConfigurationIsWiredByNobody() {
        holds(classes()
                .that()
                .resideInAPackage("..autoconfigure..")
                .should()
                .onlyBeAccessed()
                .byAnyPackage("..autoconfigure..")
                .because("Spring Boot alone uses it"));
    }

    @Test
    void packagesOfAModuleFormNoCycle() {
        for (String module : new String[] {"protocol", "client", "jdbc", "redis", "feign", "manager"}) {
            holds(slices().matching("io.txgroup." + module + ".(*)..")
                    .should()
                    .beFreeOfCycles()
                    .because("a reader must find a first package to read"));
        }
    }

    @Test
    void tasksAreNotSubmittedForAFutureThatNobodyReads() {
        holds(noClasses()
                .should()
                .callMethod(ExecutorService.class, "submit", Runnable.class)
                .because("what the task throws would be lost: execute it"));
    }

    private static void holds(ArchRule rule) {
        rule.allowEmptyShould(true).check(PRODUCT);
    }
}
