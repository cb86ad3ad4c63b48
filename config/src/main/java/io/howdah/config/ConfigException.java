package io.howdah.config;

/** The configuration cannot be used. The message lists every problem, one per line. */
public final class ConfigException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient ConfigProblems problems;

    public ConfigException(ConfigProblems problems) {
        super(problems.toString());
        this.problems = problems;
    }

    public ConfigProblems problems() {
        return problems;
    }
}
