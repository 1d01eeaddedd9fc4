package io.github.metis8d.parquet;

import io.github.metis8d.Latents;
import java.util.Map;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;

/** Takes a row apart into columns. */
final class RowWriteSupport extends WriteSupport<PartFile.Row> {
    private static final String LIST = "list";
    private static final String ELEMENT = "element";

    private RecordConsumer columns;

    @Override
    @SuppressWarnings("deprecation") // It is abstract, and never called.
    public WriteContext init(org.apache.hadoop.conf.Configuration configuration) {
        return new WriteContext(LatentSchema.WRITTEN, Map.of());
    }

    @Override
    public WriteContext init(ParquetConfiguration configuration) {
        return new WriteContext(LatentSchema.WRITTEN, Map.of());
    }

    @Override
    public void prepareForWrite(RecordConsumer consumer) {
        columns = consumer;
    }

    @Override
    public void write(PartFile.Row row) {
        Latents latents = row.latents();
        columns.startMessage();
        columns.startField(LatentSchema.PATH, 0);
        columns.addBinary(Binary.fromString(row.key()));
        columns.endField(LatentSchema.PATH, 0);
        columns.startField(LatentSchema.SECONDS, 1);
        columns.addDouble(LatentSchema.seconds(latents));
        columns.endField(LatentSchema.SECONDS, 1);
        columns.startField(LatentSchema.FRAMES, 2);
        columns.addInteger(latents.frames());
        columns.endField(LatentSchema.FRAMES, 2);
        columns.startField(LatentSchema.LATENTS, 3);
        columns.startGroup();
        writeFrames(latents);
        columns.endGroup();
        columns.endField(LatentSchema.LATENTS, 3);
        columns.endMessage();
    }

    private void writeFrames(Latents latents) {
        if (latents.frames() == 0) {
            return; // A field that is begun must have something in it.
        }
        columns.startField(LIST, 0);
        for (int frame = 0; frame < latents.frames(); frame++) {
            columns.startGroup();
            columns.startField(ELEMENT, 0);
            columns.startGroup();
            columns.startField(LIST, 0);
            for (int d = 0; d < Latents.DIMENSIONS; d++) {
                columns.startGroup();
                columns.startField(ELEMENT, 0);
                columns.addFloat(latents.get(frame, d));
                columns.endField(ELEMENT, 0);
                columns.endGroup();
            }
            columns.endField(LIST, 0);
            columns.endGroup();
            columns.endField(ELEMENT, 0);
            columns.endGroup();
        }
        columns.endField(LIST, 0);
    }
}
