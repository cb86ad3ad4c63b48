package io.howdah.proxy;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.howdah.config.PoolerConfig;
import io.howdah.console.view.PoolerView;
import io.howdah.protocol.FrameScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Checks the layers of all modules: a package may import only from rows above its own row. */
class LayeringTest {

    private static final String ROOT = "io.howdah.";

    /**
     * Packages of one layer, which do not import each other.
     *
     * @param sees beginnings of the names of other modules' packages that these packages may import
     */
    private record Row(String module, Set<String> packages, Set<String> sees) {}

    private static Row row(String module, Set<String> packages, String... sees) {
        return new Row(module, packages, Set.of(sees));
    }

    /** The rows of each module, lowest layer first. Planned packages have their rows already. */
    private static final List<Row> TABLE = List.of(
            row("wire-protocol", Set.of("protocol")),
            row("wire-protocol", Set.of("protocol.frontend", "protocol.backend")),
            row("wire-protocol", Set.of("protocol.auth")),

            row("config", Set.of("config.hba")),
            row("config", Set.of("config")),

            row("admin-console", Set.of("console.view"), "protocol"),
            row("admin-console", Set.of("console.show"), "protocol"),
            row("admin-console", Set.of("console.metrics"), "protocol"),
            row("admin-console", Set.of("console.otlp")),
            // The HTTP endpoint serves the tables as JSON, and the metrics.
            row("admin-console", Set.of("console.http"), "protocol"),
            row("admin-console", Set.of("console.live"), "protocol"),
            row("admin-console", Set.of("console"), "protocol"),

            // The loop applies config's TcpSettings. The other leaves may import only the protocol.
            row("proxy-server", Set.of("proxy.tls"), "config"),
            // Whose address a connection has: the loop's reports say so too.
            row("proxy-server", Set.of("proxy.proxied"), "protocol", "config"),
            row("proxy-server", Set.of("proxy.loop"), "config"),
            row("proxy-server", Set.of("proxy.ledger")),
            // The link to Redis knows bytes, and of the pooler only the settings.
            row("proxy-server", Set.of("proxy.cache.redis"), "config"),
            row("proxy-server",
                    Set.of("proxy.process", "proxy.stream", "proxy.stats", "proxy.sql", "proxy.parameters", "proxy.cache.probe",
                            "proxy.hash"),
                    "protocol"),
            // The group knows the names of tables, and nothing of what is kept.
            row("proxy-server", Set.of("proxy.cache.group")),
            // The result cache knows texts, bytes and tables, but no connection.
            row("proxy-server", Set.of("proxy.cache"), "protocol", "config"),
            // A prepared statement keeps the verdict on its text.
            row("proxy-server", Set.of("proxy.prepared"), "protocol"),
            row("proxy-server", Set.of("proxy.session"), "protocol"),
            row("proxy-server", Set.of("proxy.server"), "protocol", "config"),
            row("proxy-server", Set.of("proxy.server.login"), "protocol", "config"),
            row("proxy-server", Set.of("proxy.server.cancel"), "protocol", "config"),
            row("proxy-server", Set.of("proxy.pool"), "protocol", "config"),
            row("proxy-server", Set.of("proxy.cache.share"), "config"),
            // What others prove: issuers of tokens, and LDAP servers.
            row("proxy-server", Set.of("proxy.auth.oauth", "proxy.auth.ldap"), "protocol", "config"),
            row("proxy-server", Set.of("proxy.auth", "proxy.cache.control"), "protocol", "config"),
            row("proxy-server", Set.of("proxy.client"), "protocol", "config"),
            row("proxy-server", Set.of("proxy.client.login"), "protocol", "config"),
            row("proxy-server", Set.of("proxy.console"), "protocol", "config", "console"),
            row("proxy-server", Set.of("proxy.live"), "protocol", "config", "console"),
            row("proxy-server", Set.of("proxy.control"), "protocol", "config", "console"),
            row("proxy-server", Set.of("proxy"), "protocol", "config", "console"));

    /** Leaf packages, which do not import each other, not even the loop. */
    private static final Set<String> LEAVES = Set.of(
            "proxy.loop", "proxy.process", "proxy.stream", "proxy.stats", "proxy.sql", "proxy.parameters", "proxy.cache.probe",
            "proxy.hash");

    private static JavaClasses classes;

    @BeforeAll
    static void readClasses() {
        List<String> modules = new ArrayList<>();
        for (Class<?> ofModule : List.of(FrameScanner.class, PoolerConfig.class, PoolerView.class, Pooler.class)) {
            modules.add(ofModule.getProtectionDomain().getCodeSource().getLocation().getPath());
        }
        classes = new ClassFileImporter()
                .withImportOption(location -> modules.stream().anyMatch(location::contains))
                .importPackages(ROOT.substring(0, ROOT.length() - 1));
    }

    @Test
    void aPackageImportsOnlyFromRowsAboveIt() {
        assertThat(violations(classes)).isEmpty();
    }

    @Test
    void everyPackageHasItsPlaceInTheTable() {
        Set<String> homeless = new TreeSet<>();
        classes.forEach(type -> {
            if (rowOf(type.getPackageName()).isEmpty()) {
                homeless.add(type.getPackageName());
            }
        });
        assertThat(homeless).isEmpty();
        assertThat(classes.stream().map(JavaClass::getPackageName).distinct().count()).as("packages found").isGreaterThan(12);
    }

    @Test
    void noPackagesFormACycle() {
        slices().matching("io.howdah.(**)").should().beFreeOfCycles().check(classes);
    }

    @Test
    void theTableSaysNo() {
        assertThat(mayImport("proxy.pool", "proxy.server")).isTrue();
        assertThat(mayImport("proxy.server", "proxy.pool")).isFalse();
        assertThat(mayImport("proxy.server", "proxy.session")).isTrue();
        assertThat(mayImport("proxy.session", "proxy.server")).isFalse();
        assertThat(mayImport("proxy.loop", "config")).isTrue();
        assertThat(mayImport("proxy.loop", "protocol")).isFalse();
        assertThat(mayImport("proxy.stats", "proxy.loop")).isFalse();
        assertThat(mayImport("proxy.parameters", "proxy.prepared")).isFalse();
        assertThat(mayImport("proxy.client", "console.view")).isFalse();
        assertThat(mayImport("proxy.console", "console.view")).isTrue();
        assertThat(mayImport("proxy.control", "proxy.live")).isTrue();
        assertThat(mayImport("proxy.live", "proxy.control")).isFalse();
        assertThat(mayImport("protocol.frontend", "protocol.backend")).isFalse();
        assertThat(mayImport("protocol.auth", "protocol.backend")).isTrue();
        assertThat(mayImport("protocol", "config")).isFalse();
        assertThat(mayImport("config", "protocol")).isFalse();
        assertThat(mayImport("console.view", "proxy")).isFalse();
        assertThat(mayImport("proxy", "proxy.client")).isTrue();
    }

    @Test
    void everyPackageIsDescribed() throws IOException {
        List<Path> undescribed = new ArrayList<>();
        try (Stream<Path> modules = Files.list(repository())) {
            for (Path sources : modules.map(module -> module.resolve("src/main/java")).filter(Files::isDirectory).toList()) {
                try (Stream<Path> folders = Files.walk(sources)) {
                    folders.filter(Files::isDirectory).filter(LayeringTest::holdsJava)
                            .filter(folder -> !Files.exists(folder.resolve("package-info.java"))).forEach(undescribed::add);
                }
            }
        }
        assertThat(undescribed).isEmpty();
    }

    private static Path repository() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(folder.resolve("wire-protocol"))) {
            folder = folder.getParent();
        }
        return folder;
    }

    private static boolean holdsJava(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(file -> file.toString().endsWith(".java"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Collection<String> violations(JavaClasses all) {
        Set<String> found = new TreeSet<>();
        for (JavaClass type : all) {
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                String to = dependency.getTargetClass().getBaseComponentType().getPackageName();
                if (to.startsWith(ROOT) && !mayImport(shortName(type.getPackageName()), shortName(to))) {
                    found.add(dependency.getDescription());
                }
            }
        }
        return found;
    }

    private static boolean mayImport(String from, String to) {
        if (from.equals(to)) {
            return true;
        }
        Row importer = rowOf(ROOT + from).orElseThrow();
        Row imported = rowOf(ROOT + to).orElseThrow();
        if (!importer.module.equals(imported.module)) {
            return importer.sees.stream().anyMatch(name -> to.equals(name) || to.startsWith(name + "."));
        }
        boolean bothLeaves = LEAVES.contains(from) && LEAVES.contains(to);
        return !bothLeaves && TABLE.indexOf(imported) < TABLE.indexOf(importer);
    }

    private static Optional<Row> rowOf(String packageName) {
        return TABLE.stream().filter(row -> row.packages.contains(shortName(packageName))).findFirst();
    }

    private static String shortName(String packageName) {
        return packageName.substring(ROOT.length());
    }
}
