package io.howdah.proxy.stream;

/** The cases of InletTest for handlers that wait for others: these handlers see no difference. */
class WaitingInletTest extends InletTest {

    @Override
    boolean handlersWait() {
        return true;
    }
}
