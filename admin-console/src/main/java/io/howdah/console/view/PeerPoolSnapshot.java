package io.howdah.console.view;

/** One row of SHOW PEER_POOLS: cancel requests on their way to another process that shares the port. */
public record PeerPoolSnapshot(int peerId, int clActiveCancelReq, int clWaitingCancelReq, int svActiveCancel, int svLogin) {}
