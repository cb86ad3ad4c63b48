package io.howdah.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * All that a side-by-side run measured.
 *
 * @param contenders their names; the first is the base of all ratios
 * @param measured each scenario, in the order in which they ran
 * @param memory empty where it was not asked for
 */
public record Comparison(Header header, List<String> contenders, List<Measured> measured, List<MemoryPoint> memory) {

    /** The name of the contender that is no pooler at all. */
    public static final String DIRECT = "direct";

    public Comparison {
        Objects.requireNonNull(header, "header");
        contenders = List.copyOf(contenders);
        measured = List.copyOf(measured);
        memory = List.copyOf(memory);
        if (contenders.isEmpty()) {
            throw new IllegalArgumentException("contenders: none (expected: 1 or more)");
        }
    }

    /** By whose figures the others' are divided. */
    public String base() {
        return contenders.get(0);
    }

    /** Those that are compared with the base. */
    public List<String> others() {
        return contenders.subList(1, contenders.size());
    }

    /** The same work with the same protocol and different numbers of clients: what one plot shows. */
    record Group(String workload, String protocol, List<Measured> measured) {

        List<Integer> clients() {
            return measured.stream().map(each -> each.scenario().clients()).toList();
        }
    }

    List<Group> groups() {
        List<Group> groups = new ArrayList<>();
        for (Measured each : measured) {
            Scenario scenario = each.scenario();
            boolean known = groups.stream().anyMatch(group -> isOf(group, scenario));
            if (!known) {
                groups.add(new Group(scenario.workload(), scenario.protocol(), measured.stream()
                        .filter(other -> other.scenario().workload().equals(scenario.workload())
                                && other.scenario().protocol().equals(scenario.protocol()))
                        .toList()));
            }
        }
        return groups;
    }

    private static boolean isOf(Group group, Scenario scenario) {
        return group.workload.equals(scenario.workload()) && group.protocol.equals(scenario.protocol());
    }
}
