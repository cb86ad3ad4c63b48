package io.howdah.bench.compare;

import io.howdah.bench.load.wire.QueryProtocol;
import io.howdah.bench.report.Scenario;

/** A workload with a protocol and a number of clients. */
record Job(Work work, QueryProtocol protocol, int clients) {

    Scenario scenario() {
        return new Scenario(work.name(), protocol.toString(), clients, work.bytes());
    }

    Job with(QueryProtocol other) {
        return new Job(work, other, clients);
    }

    @Override
    public String toString() {
        return scenario().toString();
    }
}
