package io.howdah.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One way of saying by environment variables alone what the pooler is to do: Howdah's own, or that of an image made for PgBouncer. */
interface EnvironmentDialect {

    /** Names one of them where the environment looks like several. */
    String CHOICE = "HOWDAH_ENVIRONMENT";

    /** The one with the most peculiar variables first; Howdah's own last, for {@code DATABASE_URL} may be there for somebody else. */
    List<EnvironmentDialect> ALL = List.of(new ZalandoVariables(), new BitnamiVariables(), new EdoburuVariables(), new HowdahVariables());

    /** The one that this environment speaks. */
    static EnvironmentDialect of(Map<String, String> environment) throws ConfigException {
        ConfigProblems problems = new ConfigProblems();
        Variables variables = new Variables(environment, problems);
        Optional<RawValue> choice = variables.get(CHOICE);
        Optional<EnvironmentDialect> found = ALL.stream()
                .filter(dialect -> choice.map(name -> dialect.name().equals(name.text())).orElseGet(() -> dialect.isSpoken(variables)))
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

    /** What {@code HOWDAH_ENVIRONMENT} calls it. */
    String name();

    /** Whose defaults hold for what is not said. */
    ConfigFormat format();

    /** Whether the environment looks like it. */
    boolean isSpoken(Variables variables);

    /** Turns the variables into what a file would have said. */
    void read(Variables variables, EnvironmentDraft draft);
}
