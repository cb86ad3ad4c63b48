package io.howdah.proxy.cache;

/** Where an answer comes from that no server has given to this client. */
public enum AnswerSource {
    /** It was in memory. */
    MEMORY,
    /** The client has waited for it: another client had asked the same question already. */
    ANOTHER_CLIENT,
    /** The {@link SecondLevel} had it. */
    SECOND_LEVEL
}
