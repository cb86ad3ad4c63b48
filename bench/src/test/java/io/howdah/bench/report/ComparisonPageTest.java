package io.howdah.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.howdah.bench.process.Programs;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** Tests the page in Chromium, if it is installed: the page's elements after the script has run. */
class ComparisonPageTest {

    private static final int LONGEST_SECONDS = 60;

    @TempDir
    static Path folder;

    private static Document whole;

    private static Document whole() throws Exception {
        if (whole == null) {
            whole = page(Comparisons.whole());
        }
        return whole;
    }

    /** The body as XML. A browser writes end tags for all elements. Scripts and {@code noscript} are no XML and are cut out. */
    private static Document page(Comparison comparison) throws Exception {
        Optional<Path> chromium = Stream.of("chromium", "chromium-headless-shell", "chromium-browser", "google-chrome")
                .flatMap(name -> Programs.find(name).stream()).findFirst();
        assumeTrue(chromium.isPresent(), "Chromium is not installed");
        Path file = Files.writeString(folder.resolve("page.html"), ComparisonHtml.of(comparison));
        List<String> command = List.of(chromium.get().toString(), "--headless", "--no-sandbox", "--disable-gpu",
                "--disable-dev-shm-usage", "--user-data-dir=" + folder, "--window-size=1280,1000", "--dump-dom",
                file.toUri().toString());
        String said = Programs.end(LONGEST_SECONDS, command).text();
        String body = said.substring(said.indexOf("<body>"), said.indexOf("</body>") + "</body>".length())
                .replaceAll("(?s)<(script|noscript).*?</\\1>", "");
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(body)));
    }

    private static List<Node> find(Object in, String path) throws Exception {
        NodeList found = (NodeList) XPathFactory.newInstance().newXPath().evaluate(path, in, XPathConstants.NODESET);
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            nodes.add(found.item(i));
        }
        return nodes;
    }

    private static List<String> texts(Object in, String path) throws Exception {
        return find(in, path).stream().map(Node::getTextContent).toList();
    }

    @Test
    void everySeriesIsDrawnInEveryPlot() throws Exception {
        Document page = whole();
        List<Node> plots = find(page, "//figure");
        // Throughput, CPU and three percentiles for each protocol, and memory twice.
        assertThat(plots).hasSize(2 * 5 + 2);
        for (Node plot : plots) {
            String title = texts(plot, "figcaption/strong").get(0);
            List<String> expected = title.startsWith("Resident") ? List.of("howdah", "pgbouncer")
                    : title.startsWith("CPU") ? List.of("pgbouncer", "pgbouncer", "howdah", "howdah")
                            : List.of("pgbouncer", "howdah", "direct", "hikari");
            assertThat(texts(plot, "ul/li/@class")).as(title).containsExactlyElementsOf(expected);
            assertThat(find(plot, ".//canvas")).as(title).hasSize(1);
        }
        assertThat(texts(page, "//figure[figcaption/strong='Throughput']/div/@aria-label").get(0))
                .contains("PgBouncer: 1 client 12,300 (12,150–12,450), 16 clients ", "; Howdah: 1 client 13,038");
    }

    @Test
    void theTablesHaveFiguresRatiosAndCounts() throws Exception {
        Document page = whole();
        assertThat(texts(page, "//table[@class='glance']/tbody/tr[1]/*")).startsWith("select, simple, 1 client", "1.06", "0.94");
        assertThat(texts(page, "//table[@class='glance']//td[contains(@class, 'better')]")).contains("1.06");
        List<String> howdah = texts(page, "(//section[h2='select, simple']//tr[th[.='Howdah']])[1]/td");
        assertThat(howdah.get(0)).startsWith("13,038").contains("× 1.06 (1.06–1.06)");
        assertThat(howdah.get(1)).startsWith("17.1").contains("6.0 program, 11.1 kernel");
        assertThat(howdah.subList(howdah.size() - 2, howdah.size())).containsExactly("20", "0");
        assertThat(texts(page, "//section[h2='select, prepared']/p[@class='note']"))
                .containsExactly("PgBouncer 1.18.0 runs extended here.");
        assertThat(texts(page, "//section[h2='Memory']//tbody/tr[3]/*")).containsExactly("10,000", "100", "140", "16", "66");
    }

    @Test
    void theHeaderSaysWhatRanWhereAndHow() throws Exception {
        Document page = whole();
        assertThat(texts(page, "//h1")).containsExactly("PgBouncer, Howdah, direct and HikariCP, side by side");
        assertThat(texts(page, "//header/p").get(0)).contains("21 November 2026, 09:30 UTC", "a machine with 2 cores",
                "Linux 6.1");
        assertThat(texts(page, "//pre/code")).containsExactly("./howdah bench compare --with pgbouncer,howdah,direct,hikari");
        assertThat(texts(page, "//dl/dd")).contains("PgBouncer 1.18.0", "20");
    }

    @Test
    void whatIsNotOursIsText() throws Exception {
        // XML cannot hold two of the hostile characters, so the text here leaves them out.
        Comparison comparison = ComparisonHtmlTest.hostile();
        Header header = comparison.header();
        String shown = ComparisonHtmlTest.HOSTILE.replaceAll("[\u0000\u0007]", "");
        Measured measured = comparison.measured().get(0);
        Run failed = Run.failed("pgbouncer", 0, shown);
        Header said = new Header(header.date(), shown, Map.of("<", shown), Map.of(), Map.of());
        Document page = page(new Comparison(said, comparison.contenders(),
                List.of(new Measured(measured.scenario(), List.of(failed, measured.runs().get(1)), List.of(shown))), List.of()));
        assertThat(texts(page, "//pre/code")).containsExactly(shown);
        assertThat(texts(page, "//p[@class='note']")).containsExactly(shown);
        assertThat(texts(page, "//small[@class='complaint']")).containsExactly(shown);
        assertThat(texts(page, "//h2")).contains("a<b>&\"c, simple");
        assertThat(texts(page, "//figure/ul/li")).contains("▼x<y");
    }

    @Test
    void ofSlicesTheRatioStandsWithItsError() throws Exception {
        List<Run> runs = new ArrayList<>();
        for (int round = 0; round < 4; round++) {
            runs.add(Comparisons.run("pgbouncer", round, 100, 1, 1, 1));
            runs.add(Comparisons.run("howdah", round, 100 + round, 1, 1, 1));
        }
        Measured measured = Measured.inSlices(new Scenario("select", "simple", 4, 0), runs, List.of());
        Document page = page(
                new Comparison(Comparisons.header(""), List.of("pgbouncer", "howdah"), List.of(measured), List.of()));
        // 1.25 x 0.015 / (1.35 x 2).
        assertThat(texts(page, "//tr[th[.='Howdah']]/td[1]/small")).contains("× 1.015 ±0.007");
    }

    @Test
    void aFailureIsSeen() throws Exception {
        Measured measured = new Measured(new Scenario("select", "simple", 4, 0),
                List.of(Run.failed("pgbouncer", 0, "it ended"), Comparisons.run("howdah", 0, 100, 1, 1, 1)), List.of());
        Document page = page(
                new Comparison(Comparisons.header(""), List.of("pgbouncer", "howdah"), List.of(measured), List.of()));
        assertThat(texts(page, "//tr[th[.='PgBouncer']]/td")).contains("–").last().isEqualTo("1it ended");
        assertThat(texts(page, "//table[@class='glance']/tbody/tr/td")).containsOnly("–");
    }

    @Test
    void oneContenderAloneAndNothingAtAllArePagesToo() throws Exception {
        Run run = Comparisons.run("howdah", 0, 100, 1, 1, 1);
        Measured alone = new Measured(new Scenario("select", "simple", 4, 0), List.of(run), List.of());
        Document page = page(new Comparison(Comparisons.header(""), List.of("howdah"), List.of(alone), List.of()));
        assertThat(texts(page, "//h1")).containsExactly("Howdah, side by side");
        assertThat(texts(page, "//section[not(@hidden)]/h2")).doesNotContain("At a glance", "Memory").contains("select, simple");
        Document nothing = page(new Comparison(Comparisons.header(""), List.of("howdah", "direct"), List.of(), List.of()));
        assertThat(find(nothing, "//figure")).isEmpty();
    }
}
