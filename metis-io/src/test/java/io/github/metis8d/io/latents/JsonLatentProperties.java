package io.github.metis8d.io.latents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.metis8d.Latents;
import io.github.metis8d.MetisException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

@Tag("oldest-jackson")
class JsonLatentProperties {
    private static byte[] write(Map<String, Latents> files) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonLatentWriter writer = new JsonLatentWriter(bytes)) {
            for (Map.Entry<String, Latents> file : files.entrySet()) {
                writer.write(file.getKey(), file.getValue());
            }
            writer.finish();
        }
        return bytes.toByteArray();
    }

    private static Map<String, Latents> read(byte[] json) throws IOException {
        Map<String, Latents> files = new LinkedHashMap<>();
        try (JsonLatentReader reader = new JsonLatentReader("test", new ByteArrayInputStream(json))) {
            for (JsonLatentReader.Entry e = reader.next(); e != null; e = reader.next()) {
                files.put(e.key(), e.latents());
            }
        }
        return files;
    }

    private static Map<String, Latents> read(String json) throws IOException {
        return read(json.getBytes(StandardCharsets.UTF_8));
    }

    /** Any finite float, by its bits: subnormal, huge, negative zero. */
    @Provide
    Arbitrary<Latents> latents() {
        return Arbitraries.integers()
                .map(Float::intBitsToFloat)
                .filter(Float::isFinite)
                .array(float[].class)
                .ofMaxSize(80)
                .map(values -> new Latents(Arrays.copyOf(values, values.length / 8 * 8)));
    }

    @Provide
    Arbitrary<Map<String, Latents>> files() {
        Arbitrary<String> keys = Arbitraries.strings()
                .all()
                .ofMaxLength(40)
                // A lone surrogate is no text, and no file system gives one.
                .filter(key -> StandardCharsets.UTF_8.newEncoder().canEncode(key));
        return Arbitraries.maps(keys, latents()).ofMaxSize(8).map(LinkedHashMap::new);
    }

    @Property
    void whatIsWrittenReadsBackBitForBit(@ForAll("files") Map<String, Latents> files) throws IOException {
        Map<String, Latents> read = read(write(files));
        assertThat(read.keySet()).containsExactlyElementsOf(files.keySet());
        files.forEach((key, latents) -> assertThat(bits(read.get(key))).isEqualTo(bits(latents)));
    }

    private static int[] bits(Latents latents) {
        int[] bits = new int[latents.values().length];
        Arrays.setAll(bits, i -> Float.floatToRawIntBits(latents.values()[i]));
        return bits;
    }

    @Property
    void itIsJsonToAnyoneElse(@ForAll("files") Map<String, Latents> files) throws IOException {
        int numbers = 0;
        try (JsonParser parser = new JsonFactory().createParser(write(files))) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                numbers += token.isNumeric() ? 1 : 0;
            }
        }
        assertThat(numbers)
                .isEqualTo(
                        files.values().stream().mapToInt(l -> l.values().length).sum());
    }

    @Property
    void onlyTheEndOfAnEntryIsALineOfTwoSpacesAndABracket(@ForAll("files") Map<String, Latents> files)
            throws IOException {
        String json = new String(write(files), StandardCharsets.UTF_8);
        assertThat(Arrays.stream(json.split("\n")).filter(line -> line.equals("  ]") || line.equals("  ],")))
                .hasSize(files.size());
    }

    @Property(tries = 300)
    void aFileCutShortIsSaidToBe(@ForAll("files") Map<String, Latents> files, @ForAll @IntRange(max = 10_000) int cut)
            throws IOException {
        byte[] json = write(files);
        byte[] torn = Arrays.copyOf(json, cut % (json.length - 1));
        assertThatThrownBy(() -> read(torn)).isInstanceOf(MetisException.class).hasMessageStartingWith("test is ");
    }

    @Example
    void theLayoutIsOneRowALine() throws IOException {
        Map<String, Latents> files = new LinkedHashMap<>();
        files.put("a/b.wav", new Latents(new float[] {
            1, -0.5f, 1e-10f, 3.4028235e38f, 0.1f, -0f, 16777216, 7, 8, 0, 0, 0, 0, 0, 0, 0
        }));
        files.put("c\"d.wav", new Latents(new float[0]));
        assertThat(new String(write(files), StandardCharsets.UTF_8)).isEqualTo("""
                        {
                          "a/b.wav": [
                            [1.0, -0.5, 1.0E-10, 3.4028235E38, 0.1, -0.0, 1.6777216E7, 7.0],
                            [8.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]
                          ],
                          "c\\"d.wav": [
                          ]
                        }
                        """);
        assertThat(new String(write(Map.of()), StandardCharsets.UTF_8)).isEqualTo("{}\n");
    }

    @Example
    void aValueThatIsNoNumberIsRefusedAndTheOutputStaysWhole() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        float[] bad = new float[16];
        bad[11] = Float.NaN;
        try (JsonLatentWriter writer = new JsonLatentWriter(bytes)) {
            writer.write("a", new Latents(new float[8]));
            assertThatThrownBy(() -> writer.write("b", new Latents(bad)))
                    .isInstanceOf(NonFiniteLatentsException.class)
                    .hasMessage("b: latent 3 of row 1 is NaN");
            writer.write("c", new Latents(new float[8]));
            writer.finish();
        }
        assertThat(read(bytes.toByteArray())).containsOnlyKeys("a", "c");
    }

    @Example
    void otherJsonIsRefusedWithThePlace() {
        assertThatThrownBy(() -> read("[]"))
                .hasMessageContaining("line 1, column 1")
                .hasMessageContaining("an object");
        assertThatThrownBy(() -> read("{\"a\": [[1, 2, 3]]}")).hasMessageContaining("8 numbers in a row");
        assertThatThrownBy(() -> read("{\"a\": [\n[1,2,3,4,5,6,7,\"8\"]]}"))
                .hasMessageContaining("line 2")
                .hasMessageContaining("8 numbers in a row");
        assertThatThrownBy(() -> read("{\"a\": 3}")).hasMessageContaining("an array of rows");
        assertThatThrownBy(() -> read("{} {}")).hasMessageContaining("nothing after the object");
        assertThatThrownBy(() -> read("")).isInstanceOf(MetisException.class);
    }
}
