package io.howdah.proxy.cache.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** Any text is a query tree or a reason to keep no answer. */
class QueryTreeFuzzTest {

    @FuzzTest(maxDuration = "10m")
    void anyText(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        QueryTree tree = QueryTree.read(text);
        if (tree.bypass().isEmpty()) {
            assertThat(isList(text)).isTrue();
        }
        assertThat(QueryTree.read(text).relations()).isEqualTo(tree.relations());
        assertThat(QueryTree.read(text).bypass()).isEqualTo(tree.bypass());
    }

    private static boolean isList(String text) {
        try {
            return !NodeReader.read(text).isEmpty();
        } catch (NodeException none) {
            return false;
        }
    }
}
