package io.howdah.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class JsonWriterTest {

    private final JsonWriter json = new JsonWriter();

    @Test
    void objectsInArraysInObjects() {
        json.beginObject()
                .name("text").value("a\"b\\c\n\u0001é")
                .name("whole").value(7L).name("half").value(0.5).name("yes").value(true).name("none").value((String) null)
                .name("infinite").value(Double.POSITIVE_INFINITY).name("nan").value(Double.NaN)
                .name("list").beginArray().value(1L).beginObject().endObject().beginArray().endArray().endArray()
                .endObject();
        assertThat(json.text()).isEqualTo("""
                {
                  "text": "a\\"b\\\\c\\u000a\\u0001é",
                  "whole": 7,
                  "half": 0.5,
                  "yes": true,
                  "none": null,
                  "infinite": null,
                  "nan": null,
                  "list": [
                    1,
                    {},
                    []
                  ]
                }
                """);
    }

    @Test
    void aLoneValueIsADocument() {
        assertThat(json.value("x").text()).isEqualTo("\"x\"\n");
        assertThatThrownBy(() -> json.value("y")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatIsNoJsonIsRefused() {
        assertThatThrownBy(json::text).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> json.name("a")).isInstanceOf(IllegalStateException.class);
        json.beginObject();
        assertThatThrownBy(() -> json.value(1L)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(json::endArray).isInstanceOf(IllegalStateException.class);
        json.name("a");
        assertThatThrownBy(() -> json.name("b")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(json::endObject).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(json::text).isInstanceOf(IllegalStateException.class);
        assertThat(json.value(1L).endObject().text()).isEqualTo("{\n  \"a\": 1\n}\n");
    }
}
