package io.howdah.bench;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Checks the layers of bench's packages: the load does not know its command, and the bytes, logins and workloads do not know the
 * load.
 */
class LayeringTest {

    private static final String LOAD = "io.howdah.bench.load";

    private static JavaClasses classes;

    @BeforeAll
    static void readClasses() {
        classes = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.howdah.bench");
    }

    @Test
    void noPackagesFormACycle() {
        slices().matching("io.howdah.bench.(**)").should().beFreeOfCycles().check(classes);
    }

    @Test
    void theLoadKnowsNothingOfItsCommand() {
        noClasses().that().resideInAPackage(LOAD).should().dependOnClassesThat().resideInAPackage(LOAD + ".command")
                .check(classes);
    }

    @Test
    void bytesLoginsAndWorkloadsKnowNothingOfTheLoad() {
        noClasses().that().resideInAnyPackage(LOAD + ".wire", LOAD + ".login", LOAD + ".workload")
                .should().dependOnClassesThat().resideInAnyPackage(LOAD, LOAD + ".command").check(classes);
        noClasses().that().resideInAPackage(LOAD + ".wire")
                .should().dependOnClassesThat().resideInAnyPackage(LOAD + ".workload", LOAD + ".login").check(classes);
        noClasses().that().resideInAPackage(LOAD + ".login")
                .should().dependOnClassesThat().resideInAnyPackage(LOAD + ".workload", LOAD + ".wire").check(classes);
    }
}
