package io.howdah.console.view;

/** One row of SHOW PEERS: another process that shares the port. */
public record PeerSnapshot(int peerId, String host, int port, int poolSize) {}
