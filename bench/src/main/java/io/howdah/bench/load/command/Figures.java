package io.howdah.bench.load.command;

import io.howdah.bench.process.CpuTime;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Values read beside the load while it was measured.
 *
 * @param queueWaitMicros mean wait for a server, if the target has a console
 * @param waits percentiles of the wait, if the target is Howdah
 * @param poolerCpu processor time of the pooler's process, if the process is known
 * @param poolerResidentBytes resident memory of the pooler's process at the end
 * @param generatorCpu processor time of this process
 * @param mostServers the highest number of server connections so far, if a {@link io.howdah.bench.postgres.ServerCount} watches
 *     PostgreSQL
 * @param poolSize the limit of server connections, if it is known
 */
record Figures(OptionalDouble queueWaitMicros, Optional<WaitPercentiles> waits, Optional<CpuTime> poolerCpu,
        OptionalLong poolerResidentBytes, Optional<CpuTime> generatorCpu, OptionalInt mostServers, OptionalInt poolSize) {}
