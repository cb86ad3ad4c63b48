package io.howdah.config;

import io.howdah.config.hba.HbaFile;
import io.howdah.config.hba.HbaRules;
import io.howdah.config.hba.IdentMaps;
import java.nio.file.Path;
import java.util.Optional;

/** Reads the HBA file and the ident file, and tells where something in them is wrong. */
final class AccessReader {

    private final Origin hbaOrigin;
    private final Origin identOrigin;
    private final ConfigProblems problems;

    /** @param hbaOrigin where the configuration names the HBA file */
    AccessReader(Origin hbaOrigin, Origin identOrigin, ConfigProblems problems) {
        this.hbaOrigin = hbaOrigin;
        this.identOrigin = identOrigin;
        this.problems = problems;
    }

    /** The rules of the file; empty if there is no file or it cannot be read. */
    Optional<HbaRules> rules(Optional<Path> file) {
        String key = AuthKeys.HBA_FILE.key();
        return file.flatMap(path -> TextFiles.readNames(path, hbaOrigin, key, problems)
                .map(text -> HbaFile.parse(text,
                        (name, line) -> TextFiles.readNames(path.resolveSibling(name), at(path, line), key, problems),
                        (line, message, expected) -> problems.add(at(path, line), key, message, expected))));
    }

    /** The maps of the file; none if there is no file or it cannot be read. */
    IdentMaps maps(Optional<Path> file) {
        String key = AuthKeys.IDENT_FILE.key();
        return file.flatMap(path -> TextFiles.readNames(path, identOrigin, key, problems)
                .map(text -> IdentMaps.parse(text,
                        (line, message, expected) -> problems.add(at(path, line), key, message, expected))))
                .orElse(IdentMaps.NONE);
    }

    private static Origin at(Path file, int line) {
        return Origin.file(file.toString(), line);
    }
}
