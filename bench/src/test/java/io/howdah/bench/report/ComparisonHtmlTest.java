package io.howdah.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** The page is well-formed XML, so that its parts can be found. */
class ComparisonHtmlTest {

    private static final String HOSTILE = "<script>alert(\"x\")</script> & 'y' ]]> \u0000\u0007 é";

    private static Document page(Comparison comparison) throws Exception {
        String html = ComparisonHtml.of(comparison);
        assertThat(html).startsWith("<!DOCTYPE html>");
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(html)));
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
        Document page = page(Comparisons.whole());
        List<Node> plots = find(page, "//figure");
        // Throughput, CPU and three percentiles for each protocol, and memory twice.
        assertThat(plots).hasSize(2 * 5 + 2);
        for (Node plot : plots) {
            String title = texts(plot, "figcaption/strong").get(0);
            List<String> expected = title.startsWith("Resident") ? List.of("howdah", "pgbouncer")
                    : title.startsWith("CPU") ? List.of("pgbouncer", "pgbouncer", "howdah", "howdah")
                    : List.of("pgbouncer", "howdah", "direct", "hikari");
            assertThat(texts(plot, "svg/g[path]/@class")).as(title).containsExactlyElementsOf(expected);
            assertThat(find(plot, "ul/li")).as(title).hasSameSizeAs(expected);
            for (Node line : find(plot, "svg/g/path/@d")) {
                assertThat(line.getTextContent()).as(title).matches("M[0-9. ]+(L[0-9. ]+){2}").doesNotContain("NaN");
            }
        }
        assertThat(find(page, "//figure[figcaption/strong='Throughput']/svg/g/g")).as("points: 2 plots, 4 series, 3 numbers of clients").hasSize(24);
    }

    @Test
    void theBarReachesFromQuartileToQuartile() throws Exception {
        Document page = page(Comparisons.whole());
        Node bar = find(page, "//figure[figcaption/strong='Throughput']/svg/g[@class='pgbouncer']/g/line").get(0);
        double low = Double.parseDouble(bar.getAttributes().getNamedItem("y1").getNodeValue());
        double high = Double.parseDouble(bar.getAttributes().getNamedItem("y2").getNodeValue());
        // 12,150 to 12,450 on an axis to 50,000 that is 214 high.
        assertThat(low - high).isBetween(1.1, 1.5);
        assertThat(texts(page, "//figure[figcaption/strong='Throughput']/svg/g[@class='pgbouncer']/g/title").get(0))
                .isEqualTo("PgBouncer, 1 client: 12,300 transactions/s (12,150–12,450)");
    }

    @Test
    void theTablesHaveFiguresRatiosAndCounts() throws Exception {
        Document page = page(Comparisons.whole());
        assertThat(texts(page, "//table[@class='glance']/tbody/tr[1]/*")).startsWith("select, simple, 1 client", "1.06", "0.94");
        assertThat(texts(page, "//table[@class='glance']//td[contains(@class, 'better')]")).contains("1.06");
        List<String> howdah = texts(page, "(//section[h2='select, simple']//tr[th[.='Howdah']])[1]/td");
        assertThat(howdah.get(0)).startsWith("13,038").contains("× 1.06 (1.06–1.06)");
        assertThat(howdah.get(1)).startsWith("17.1").contains("6.0 program, 11.1 kernel");
        assertThat(howdah.subList(howdah.size() - 2, howdah.size())).containsExactly("20", "0");
        assertThat(texts(page, "//section[h2='select, prepared']/p[@class='note']")).containsExactly("PgBouncer 1.18.0 runs extended here.");
        assertThat(texts(page, "//section[h2='Memory']//tbody/tr[3]/*")).containsExactly("10,000", "100", "140", "16", "66");
    }

    @Test
    void theHeaderSaysWhatRanWhereAndHow() throws Exception {
        Document page = page(Comparisons.whole());
        assertThat(texts(page, "/html/head/title")).containsExactly("PgBouncer, Howdah, direct and HikariCP, side by side");
        assertThat(texts(page, "//header/p").get(0)).contains("21 November 2026", "a machine with 2 cores", "Linux 6.1");
        assertThat(texts(page, "//pre/code")).containsExactly("./howdah bench compare --with pgbouncer,howdah,direct,hikari");
        assertThat(texts(page, "//dl/dd")).contains("PgBouncer 1.18.0", "20");
    }

    @Test
    void itNeedsNothingBesideItself() throws Exception {
        String html = ComparisonHtml.of(Comparisons.whole());
        assertThat(html).doesNotContain("http:", "https:", "src=", "href=", "<link", "<script", "@import", "url(");
        assertThat(texts(page(Comparisons.whole()), "//style").get(0))
                .contains("prefers-color-scheme: dark", "@media print", "figure > svg", "content: \"\"");
        // Else the browser's style sheet would not be the one of the parser here: nothing in it is escaped.
        assertThat(html.substring(html.indexOf("<style>"), html.indexOf("</style>"))).doesNotContain("&");
    }

    @Test
    void whatIsNotOursIsEscaped() throws Exception {
        Run failed = Run.failed("pgbouncer", 0, HOSTILE);
        Run fine = Comparisons.run("x<y", 0, 100, 1, 1, 1);
        Measured measured = new Measured(new Scenario("a<b>&\"c", "simple", 4, 0), List.of(failed, fine), List.of(HOSTILE));
        Header header = new Header(Comparisons.header("").date(), HOSTILE, Map.of("<", HOSTILE), Map.of(), Map.of("a", "<&>"));
        Document page = page(new Comparison(header, List.of("pgbouncer", "x<y"), List.of(measured), List.of()));
        assertThat(find(page, "//script")).isEmpty();
        String shown = HOSTILE.replaceAll("[\u0000\u0007]", "\ufffd");
        assertThat(texts(page, "//pre/code")).containsExactly(shown);
        assertThat(texts(page, "//p[@class='note']")).containsExactly(shown);
        assertThat(texts(page, "//small[@class='complaint']")).containsExactly(shown);
        assertThat(texts(page, "//h2")).contains("a<b>&\"c, simple");
        assertThat(texts(page, "//figure/ul/li")).contains("x<y");
    }

    @Test
    void aFailureIsSeen() throws Exception {
        Measured measured = new Measured(new Scenario("select", "simple", 4, 0),
                List.of(Run.failed("pgbouncer", 0, "it ended"), Comparisons.run("howdah", 0, 100, 1, 1, 1)), List.of());
        Document page = page(new Comparison(Comparisons.header(""), List.of("pgbouncer", "howdah"), List.of(measured), List.of()));
        assertThat(texts(page, "//tr[th[.='PgBouncer']]/td")).contains("–").last().isEqualTo("1it ended");
        assertThat(texts(page, "//table[@class='glance']/tbody/tr/td")).containsOnly("–");
    }

    @Test
    void oneContenderAloneAndNothingAtAllArePagesToo() throws Exception {
        Measured alone = new Measured(new Scenario("select", "simple", 4, 0), List.of(Comparisons.run("howdah", 0, 100, 1, 1, 1)), List.of());
        Document page = page(new Comparison(Comparisons.header(""), List.of("howdah"), List.of(alone), List.of()));
        assertThat(texts(page, "//h1")).containsExactly("Howdah, side by side");
        assertThat(texts(page, "//h2")).doesNotContain("At a glance", "Memory");
        assertThat(find(page(new Comparison(Comparisons.header(""), List.of("howdah", "direct"), List.of(), List.of())), "//figure")).isEmpty();
    }
}
