package io.howdah.console.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.howdah.console.http.Guard;
import io.howdah.console.http.StatusPages;
import io.howdah.console.http.StatusServer;
import io.howdah.console.show.TestView;
import io.howdah.console.view.ActivitySnapshot.Standing;
import io.howdah.console.view.CacheRedisSnapshot;
import io.howdah.console.view.CacheSnapshot;
import io.howdah.console.view.PoolerState;
import io.howdah.console.view.Setting;
import io.howdah.console.view.TransactionSnapshot;
import io.howdah.console.view.WaitingSnapshot;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The live page, read in a headless Chromium. With {@code -Dhowdah.shots=FOLDER} each state leaves two pictures there, light and
 * dark, for work on the page's looks.
 */
@Timeout(120)
class LivePageTest {

    private static final String HOSTILE = "<img src=x onerror=\"document.title='broken in'\">\n\u202e'\"";

    private static Browser browser;

    private final TestView view = new TestView();
    private LiveFeed feed;
    private StatusServer server;

    @BeforeAll
    static void startBrowser(@TempDir Path profile) throws Exception {
        assumeTrue(Browser.installed().isPresent(), "there is no Chromium here");
        browser = Browser.start(Browser.installed().get(), profile);
        browser.look(false, 1360, 1200);
    }

    @AfterAll
    static void endBrowser() throws Exception {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void aPoolerInWhichNothingHappens() {
        view.state = new PoolerState(false, false, false);
        view.transactions = CompletableFuture.completedFuture(List.of());
        view.waiting = List.of();
        view.cache = List::of;
        view.settings = List.of(new Setting("max_client_conn", "10000", "100", true));
    }

    @AfterEach
    void end() {
        server.close();
        feed.close();
    }

    private void open() throws Exception {
        feed = new LiveFeed(view, 100, 100);
        feed.start();
        server = StatusServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new StatusPages().at("/", new LivePage()).at("/events", feed), () -> Guard.NONE, () -> null);
        browser.open("http://127.0.0.1:" + server.address().getPort() + "/");
        browser.await("typeof times !== 'undefined' && times.length > 1 && ofAll.q95.length > 1 && snapshot !== null");
    }

    private static void picture(String name) throws Exception {
        String folder = System.getProperty("howdah.shots", "");
        if (!folder.isEmpty()) {
            for (boolean dark : new boolean[] {false, true}) {
                browser.look(dark, 1360, 1200);
                Thread.sleep(400);
                browser.screenshot(Path.of(folder, name + (dark ? "-dark.png" : "-light.png")));
            }
            browser.look(false, 1360, 1200);
        }
    }

    @Test
    void aPoolerNobodyHasUsedSaysSo() throws Exception {
        open();
        assertThat(browser.text("#state")).isEqualTo("running");
        assertThat(browser.text("#no-pools")).contains("No pool yet");
        assertThat(browser.text("#pools")).as("an empty table is not shown").isEmpty();
        assertThat(browser.text("#no-waiting")).isEqualTo("Nobody waits for a server.");
        assertThat(browser.text("#no-held")).isEqualTo("No client holds a server.");
        assertThat(browser.text("#no-errors")).isEqualTo("None since the start.");
        assertThat(browser.text("#alerts")).isEmpty();
        assertThat(browser.text("#tile-clients")).contains("of 10,000");
        assertThat(browser.value("document.getElementById('tile-cache')")).as("no cache, no figure of it").isNull();
        assertThat(browser.text("#cache")).isEmpty();
        assertThat(browser.text("body")).doesNotContain("undefined").doesNotContain("NaN").doesNotContain("null");
        picture("empty");
    }

    @Test
    void eachPoolIsShownAndDrawnWhenItIsChosen() throws Exception {
        Pools pools = new Pools().add(Pools.pool("shop", "web", 40, 0, 3, 2, 0, Standing.WELL))
                .add(Pools.pool("stock", "app", 7, 0, 1, 0, 0, Standing.WELL));
        view.activity = () -> pools.activity(Map.of("23505", 4L), Map.of("authentication", 2L));
        view.durations = pools::durations;
        open();
        assertThat(browser.text("#pools tbody tr:nth-child(1)")).contains("shop / web").contains("40")
                .contains("3 busy, 2 idle of 20")
                .contains("<0.01 ms").contains("0.10 ms").contains("1.0 ms").contains("10.0 ms");
        assertThat(browser.text("#tile-servers")).contains("4").contains("2 idle · limit 40");
        assertThat(browser.text("#errors tbody")).contains("23505 unique_violation").contains("PostgreSQL").contains("4");
        assertThat(browser.text("#refusals tbody")).contains("wrong password or unknown user").contains("2");
        assertThat(browser.text("#plots-of")).isEqualTo("All pools");
        browser.value("document.querySelector('#pools tbody tr:nth-child(2) button').click()");
        assertThat(browser.text("#plots-of")).isEqualTo("stock / app");
        assertThat(label("Servers")).contains("busy 1").contains("idle 0").contains("limit 20");
        assertThat(label("Query time")).contains("p50 0.10 ms").contains("p95 1.0 ms").contains("p99 10.0 ms");
        assertThat(browser.value("Array.from(document.querySelectorAll('#plots canvas')).every(c => "
                + "c.getContext('2d').getImageData(c.width / 2, 0, c.width / 2, c.height).data.some(part => part > 0))"))
                .as("something is drawn").isEqualTo(true);
        browser.value("document.getElementById('back').click()");
        assertThat(browser.text("#plots-of")).isEqualTo("All pools");
        assertThat(label("Servers")).contains("busy 4").contains("limit 40");
        picture("usual");
    }

    @Test
    void theCacheHasATileAndASectionWhileThereIsOne() throws Exception {
        AtomicLong misses = new AtomicLong(1);
        AtomicLong more = new AtomicLong();
        AtomicReference<String> state = new AtomicReference<>("connected");
        view.cache = () -> {
            long missed = misses.addAndGet(more.get());
            return List.of(
                    new CacheSnapshot("shop", "writes", 1_234, 5 << 20, 2 * missed, missed, missed, 0, 0, 0, 0, 0, state.get(), 0,
                            missed, 5_000 * missed),
                    new CacheSnapshot(HOSTILE, "ttl", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, state.get(), 0, 0, 0));
        };
        view.cacheRedis = Optional.of(new CacheRedisSnapshot(true, 1, 40, 0, 0, 0, 0.01));
        open();
        assertThat(browser.text("#tile-cache .value")).as("no lookup of late").isEqualTo("–");
        more.set(1);
        browser.await("document.querySelector('#tile-cache .value').textContent === '75%'");
        assertThat(browser.text("#tile-cache")).contains("last minute").contains("75").contains("5 MB held");
        assertThat(browser.text("#caches tbody tr:nth-child(1)")).contains("shop").contains("writes").contains("1,234")
                .contains("5 MB")
                .contains("75 %").contains(" ms");
        assertThat(browser.text("#caches tbody tr:nth-child(2)")).contains("<img src=x").contains("–");
        view.cacheRedis = Optional.of(new CacheRedisSnapshot(true, 1, 50, 2, 3, 4, 0.02));
        browser.await("document.getElementById('cache-redis').textContent === "
                + "'Redis: connected · 10 look-ups in the last minute, 1.0 ms on average · 2 too slow · 3 not sent · 4 errors'");
        assertThat(browser.text("#alerts")).isEmpty();
        assertThat(browser.text("body")).doesNotContain("undefined").doesNotContain("NaN").doesNotContain("null");
        picture("cache");
        state.set("disconnected");
        browser.await("document.getElementById('alerts').textContent.includes('servers answer everything')");
        picture("cache-alone");
        view.cache = List::of;
        browser.await("!document.getElementById('tile-cache')");
        assertThat(browser.text("#cache")).as("no cache, no word of it").isEmpty();
        assertThat(browser.text("#alerts")).isEmpty();
    }

    /** A canvas's text for screen readers. */
    private static String label(String plot) throws Exception {
        return (String) browser.value("Array.from(document.querySelectorAll('#plots canvas'), c => c.getAttribute('aria-label'))"
                + ".find(label => label.startsWith('" + plot + "'))");
    }

    @Test
    void overloadedWithHostileNamesItTellsWhoWaitsAndWhyAndKeepsToItself() throws Exception {
        Pools pools = new Pools().waits(0, 0, 0, 1, 5, 80, 14);
        pools.add(Pools.pool("shop", "web", 20, 6_000, 20, 0, 14_300, new Standing("busy", "")));
        pools.add(Pools.pool(HOSTILE, "web", 20, 400, 20, 0, 400, new Standing("limit", "")));
        IntStream.range(0, 998).forEach(i -> pools.add(Pools.pool("tenant" + i, "app", 4, i < 100 ? 2 : 0, 3, 1, i < 100 ? 50 : 0,
                i < 100 ? new Standing("busy", "") : Standing.WELL)));
        view.activity = () -> pools.activity(Map.of("57014", 31L, "ZZZ99", 5L), Map.of("query_wait_timeout", 17L));
        view.durations = pools::durations;
        view.waiting = IntStream.range(0, 6_600).mapToObj(i -> new WaitingSnapshot(
                "shop", "web", i == 0 ? HOSTILE : "checkout", "10.0.3." + i % 250, 40_000 + i % 20_000, "waiting", i + 1,
                14_300_000 - i, "0x1", i)).toList();
        view.transactions = CompletableFuture.completedFuture(IntStream.range(0, 3_000)
                .mapToObj(i -> new TransactionSnapshot("shop", "web",
                        i == 0 ? "nightly-import" : "checkout", "10.0.1.7", 5000, i, 7000 + i,
                        i == 0 ? "idle in transaction" : "active",
                        34_000_000 - i, i == 0 ? 33_000_000 : 10, "INSERT"))
                .toList());
        open();
        assertThat(browser.text("#alerts"))
                .contains("shop / web – 6,000 clients wait, the oldest for 14.3 s: all 20 servers are in use; "
                        + "nightly-import has been idle in transaction for 33.0 s")
                .contains("max_db_connections or max_user_connections");
        assertThat(browser.text("#tile-waiting")).contains("6,600").contains("oldest 14.3 s");
        assertThat(browser.text("#tile-wait")).contains("10.0").contains("p50 1.0 s");
        assertThat(browser.value("document.querySelectorAll('#pools tbody tr').length")).isEqualTo(PoolTracks.MOST);
        assertThat(browser.text("#pools tbody")).contains("shop / web")
                .contains("<img src=x onerror=\"document.title='broken in'\">\\n\\u202e");
        assertThat(browser.text("#rest")).contains("and 980 pools with less to show");
        assertThat(browser.value("document.querySelectorAll('#waiting tbody tr').length")).isEqualTo(10);
        assertThat(browser.text("#waiting-of")).isEqualTo("the 10 longest of 6,600");
        assertThat(browser.text("#waiting tbody tr:nth-child(1)")).contains("<img src=x").contains("14.3 s");
        assertThat(browser.text("#held-of")).isEqualTo("the 10 oldest of 3,000");
        assertThat(browser.text("#refusals tbody")).contains("waited longer than query_wait_timeout");
        assertThat(browser.value("document.images.length")).as("nothing a name says becomes part of the page").isEqualTo(0);
        assertThat((String) browser.value("document.title")).isEqualTo("(6,600 waiting) Howdah");
        picture("overloaded");
    }

    @Test
    void nothingButItsOwnScriptRunsAndNobodyElseIsAsked() throws Exception {
        open();
        browser.value(
                "violations = []; document.addEventListener('securitypolicyviolation', e => violations.push(e.effectiveDirective));"
                        + "const s = document.createElement('script'); s.textContent = 'document.title = \"broken in\"'; document.body.append(s);"
                        + "const i = document.createElement('div'); i.setAttribute('style', 'color: red'); document.body.append(i);"
                        + "fetch('http://127.0.0.1:1/').catch(() => 0);");
        browser.await("violations.length >= 3");
        assertThat((List<?>) browser.value("violations.slice().sort()")).asList()
                .isEqualTo(List.of("connect-src", "script-src-elem", "style-src-attr"));
        assertThat((String) browser.value("document.title")).isEqualTo("Howdah");
        assertThat(browser.value(
                "performance.getEntriesByType('resource').filter(e => !e.name.endsWith('/events') && !e.name.endsWith(':1/')).length"))
                .as("it loads nothing else").isEqualTo(0);
    }

    @Test
    void aServerThatIsGoneAndAPoolerThatEndsAreTold() throws Exception {
        Pools pools = new Pools().add(Pools.pool("shop", "web", 2, 12, 0, 0, 2_400,
                new Standing("unreachable", "db1:5432: server login failed: Connection refused")))
                .add(Pools.pool("stock", "app", 3, 0, 0, 2, 0, Standing.WELL));
        view.activity = () -> pools.activity(Map.of(), Map.of());
        view.durations = pools::durations;
        view.state = new PoolerState(false, false, true);
        view.transactions = new CompletableFuture<>();
        open();
        assertThat(browser.text("#state")).isEqualTo("shutting down");
        assertThat(browser.text("#alerts"))
                .contains("shop / web – no server: db1:5432: server login failed: Connection refused – 12 clients wait")
                .contains("An event loop does not answer");
        assertThat(browser.text("#no-held")).isEqualTo("The event loops have not answered.");
        picture("failing");
        server.close();
        browser.await("document.body.className === 'lost'");
        assertThat(browser.text("#state")).isEqualTo("not connected");
        assertThat(browser.text("#alerts")).contains("No connection to Howdah").contains("trying again");
        assertThat(browser.text("#pools tbody")).as("the last figures stay").contains("shop / web");
        picture("lost");
    }
}
