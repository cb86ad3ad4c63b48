package io.howdah.bench.load.command;

import io.howdah.bench.process.CpuTime;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What was read beside the load while it was measured.
 *
 * @param queueWaitMicros mean wait for a server, where the target has a console
 * @param waits how that was spread, where the target is Howdah
 * @param poolerCpu of the pooler's process, where it is known
 * @param poolerResidentBytes at the end
 * @param generatorCpu of this process
 * @param mostServers the highest number of server connections so far, where PostgreSQL is watched
 * @param poolSize which they must not exceed, where it is known
 */
record Figures(OptionalDouble queueWaitMicros, Optional<WaitPercentiles> waits, Optional<CpuTime> poolerCpu, OptionalLong poolerResidentBytes,
        Optional<CpuTime> generatorCpu, OptionalInt mostServers, OptionalInt poolSize) {}
