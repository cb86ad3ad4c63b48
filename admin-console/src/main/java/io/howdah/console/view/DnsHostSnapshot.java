package io.howdah.console.view;

/**
 * One row of SHOW DNS_HOSTS: a name whose addresses are remembered.
 *
 * @param ttl seconds they are remembered still
 * @param addrs with commas between them
 */
public record DnsHostSnapshot(String hostname, long ttl, String addrs) {}
