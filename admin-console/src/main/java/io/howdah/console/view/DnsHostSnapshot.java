package io.howdah.console.view;

/**
 * One row of SHOW DNS_HOSTS: a host name in the cache.
 *
 * @param ttl seconds until the entry expires
 * @param addrs with commas between them
 */
public record DnsHostSnapshot(String hostname, long ttl, String addrs) {}
