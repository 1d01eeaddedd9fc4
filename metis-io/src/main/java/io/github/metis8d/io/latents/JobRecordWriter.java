package io.github.metis8d.io.latents;

import io.github.metis8d.io.files.JsonStrings;
import io.github.metis8d.io.files.WholeFile;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** Adds to a {@link JobRecord}. A line that was written survives the end of the process. */
final class JobRecordWriter implements Closeable {
    private final FileChannel channel;

    private JobRecordWriter(FileChannel channel) {
        this.channel = channel;
    }

    /** Begins a record, in place of what is there. */
    static JobRecordWriter create(Path record, Map<String, String> maker, JobRecord.Job job) throws IOException {
        return create(record, maker, job, Set.of());
    }

    /** Begins a record that names files, in place of what is there. */
    static JobRecordWriter create(Path record, Map<String, String> maker, JobRecord.Job job, Set<String> keys)
            throws IOException {
        WholeFile.write(record, out -> {
            out.write(line(maker));
            out.write(line(Map.of("job", job.text())));
            for (String key : keys) {
                out.write(line(key, null));
            }
        });
        return new JobRecordWriter(WholeFile.openBehind(record, Files.size(record)));
    }

    /** Goes on with a record; a torn line is cut off. */
    static JobRecordWriter goOn(Path file, JobRecord record, JobRecord.Job job) throws IOException {
        if (record.isEarlierForm()) {
            return create(file, record.maker(), job);
        }
        JobRecordWriter writer = new JobRecordWriter(WholeFile.openBehind(file, record.length()));
        if (record.job() != job) {
            writer.write(line(Map.of("job", job.text())));
            writer.force();
        }
        return writer;
    }

    /** Says what a file was, or only which, if that is not known. */
    void source(String key, SourceStamp stamp) throws IOException {
        write(line(key, stamp));
    }

    private static byte[] line(String key, SourceStamp stamp) {
        ByteArrayOutputStream line = new ByteArrayOutputStream(160);
        line.writeBytes(ascii("{\"path\": "));
        line.writeBytes(quoted(key));
        if (stamp != null) {
            line.writeBytes(ascii(", \"bytes\": " + stamp.bytes() + ", \"modified\": \"" + stamp.modified() + "\""));
        }
        line.writeBytes(ascii("}\n"));
        return line.toByteArray();
    }

    private void write(byte[] line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(line);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** An object of strings. */
    private static byte[] line(Map<String, String> fields) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        line.write('{');
        for (Map.Entry<String, String> field : fields.entrySet()) {
            line.writeBytes(ascii(line.size() == 1 ? "" : ", "));
            line.writeBytes(quoted(field.getKey()));
            line.writeBytes(ascii(": "));
            line.writeBytes(quoted(field.getValue()));
        }
        line.writeBytes(ascii("}\n"));
        return line.toByteArray();
    }

    private static byte[] quoted(String text) {
        byte[] escaped = JsonStrings.escaped(text);
        byte[] quoted = new byte[escaped.length + 2];
        quoted[0] = '"';
        System.arraycopy(escaped, 0, quoted, 1, escaped.length);
        quoted[quoted.length - 1] = '"';
        return quoted;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    void force() throws IOException {
        channel.force(false);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
