package io.github.metis8d.spark.submit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.github.metis8d.MetisException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * What makes an output what it is, kept beside it, so that outputs of different models are never mixed.
 *
 * @param fields by name, as a JSON object has them
 */
record JobRecord(Map<String, String> fields) {
    private static final JsonFactory JSON = new JsonFactory();

    /** @param codec and what follows may be null */
    static JobRecord of(String audioDir, String model, String codec, String stats, String config, String precision) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("audio-dir", audioDir);
        fields.put("model", model);
        fields.put("codec", codec);
        fields.put("stats", stats);
        fields.put("config", config);
        fields.put("precision", precision);
        fields.values().removeIf(value -> value == null);
        return new JobRecord(fields);
    }

    /** The same with how the tables are written. */
    JobRecord with(TableFormat format) {
        Map<String, String> more = new LinkedHashMap<>(fields);
        more.put("format", format.toString().toLowerCase(java.util.Locale.ROOT));
        return new JobRecord(more);
    }

    /** {@return the record of an output; empty if its job was killed while it wrote this, before anything else} */
    static JobRecord read(FileSystem store, Path file) throws IOException {
        Map<String, String> fields = new LinkedHashMap<>();
        try (FSDataInputStream in = store.open(file);
                JsonParser parser = JSON.createParser((java.io.InputStream) in)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                fields.put(name, parser.nextTextValue());
            }
        } catch (JsonProcessingException e) {
            fields.clear();
        }
        return new JobRecord(fields);
    }

    void write(FileSystem store, Path file) throws IOException {
        try (JsonGenerator json = JSON.createGenerator((java.io.OutputStream) store.create(file, true))) {
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            for (Map.Entry<String, String> field : fields.entrySet()) {
                json.writeStringField(field.getKey(), field.getValue());
            }
            json.writeEndObject();
        }
    }

    /** @throws MetisException if the output is of something else than what is asked for now */
    void requireSame(JobRecord asked, Path output) {
        for (String field : union(asked)) {
            String was = fields.getOrDefault(field, "the model's own");
            String is = asked.fields.getOrDefault(field, "the model's own");
            if (!was.equals(is)) {
                throw new MetisException("the output " + output + " was made with --" + field + " " + was + ", not "
                        + is + ", and they are not mixed; give another --output-dir, or delete that one");
            }
        }
    }

    private Iterable<String> union(JobRecord other) {
        Map<String, String> all = new LinkedHashMap<>(fields);
        all.putAll(other.fields);
        return all.keySet();
    }
}
