package io.howdah.proxy.stream;

/** The same for handlers that wait for others: to them nothing else is different. */
class WaitingInletTest extends InletTest {

    @Override
    boolean handlersWait() {
        return true;
    }
}
