package io.howdah.console.view;

import java.util.List;

/**
 * Whether the answer to a statement could be cached, as PostgreSQL's query tree and catalogs say.
 *
 * @param database the pool's database
 * @param user the pool's user
 * @param eligible whether the answer could be cached
 * @param reason the reason's code; empty for an eligible statement
 * @param detail the reason in English, with the name of what is the reason; empty for an eligible statement
 * @param tables the tables from which the answer comes, for an eligible statement
 */
public record CacheVerdict(String database, String user, boolean eligible, String reason, String detail, List<String> tables) {}
