package io.howdah.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One set of environment variables that configures the pooler: Howdah's own, or the set of an image made for PgBouncer. */
interface EnvironmentDialect {

    /** The variable that names the dialect if the environment has variables of several. */
    String CHOICE = "HOWDAH_ENVIRONMENT";

    /**
     * All dialects, those with the most distinctive variables first. Howdah's own is last, for {@code DATABASE_URL} may be set
     * for another program.
     */
    List<EnvironmentDialect> ALL = List.of(new ZalandoVariables(), new BitnamiVariables(), new EdoburuVariables(),
            new HowdahVariables());

    /** The dialect of this environment. */
    static EnvironmentDialect of(Map<String, String> environment) throws ConfigException {
        ConfigProblems problems = new ConfigProblems();
        Variables variables = new Variables(environment, problems);
        Optional<RawValue> choice = variables.get(CHOICE);
        Optional<EnvironmentDialect> found = ALL.stream()
                .filter(dialect -> choice.map(name -> dialect.name().equals(name.text()))
                        .orElseGet(() -> dialect.isSpoken(variables)))
                .findFirst();
        if (found.isEmpty()) {
            problems.add(Origin.environment(choice.isPresent() ? CHOICE : HowdahVariables.URL), "",
                    choice.map(name -> ValueTypes.quoted(name.text()) + " is unknown").orElse("no variable names a database"),
                    choice.isPresent() ? "one of " + String.join(", ", ALL.stream().map(EnvironmentDialect::name).toList())
                            : HowdahVariables.URL + "=" + DatabaseUrl.EXPECTED);
            throw new ConfigException(problems);
        }
        return found.get();
    }

    /** The dialect's name in {@code HOWDAH_ENVIRONMENT}. */
    String name();

    /** The format whose defaults hold for settings without a variable. */
    ConfigFormat format();

    /** Whether the environment has variables of this dialect. */
    boolean isSpoken(Variables variables);

    /** Turns the variables into the contents of a file. */
    void read(Variables variables, EnvironmentDraft draft);
}
