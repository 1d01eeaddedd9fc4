package io.github.metis8d.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a page was told. */
public record PageData(JsonNode json) {
    private static final String START = "<script type=\"application/json\" id=\"data\">";

    public static PageData of(Path page) throws IOException {
        String text = Files.readString(page);
        int start = text.indexOf(START) + START.length();
        assertThat(start).isGreaterThan(START.length());
        return new PageData(new ObjectMapper().readTree(text.substring(start, text.indexOf("</script>", start))));
    }

    /** The names of the files of a list, which is found by the path to it. */
    public List<String> names(String pointer) {
        JsonNode places = json.at(pointer);
        assertThat(places.isArray()).as(pointer + " is a list").isTrue();
        List<String> names = new ArrayList<>();
        places.forEach(place ->
                names.add(json.get("files").get(place.intValue()).get(0).textValue()));
        return names;
    }
}
