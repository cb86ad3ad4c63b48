package io.howdah.bench;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Checks that no packages of this module form a cycle, as in every module. */
class PackagesTest {

    @Test
    void noPackagesFormACycle() {
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.howdah.bench");
        slices().matching("io.howdah.(**)").should().beFreeOfCycles().check(classes);
    }
}
