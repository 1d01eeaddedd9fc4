package io.github.metis8d.parquet;

import io.github.metis8d.Latents;
import io.github.metis8d.MetisException;
import java.util.Arrays;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.io.api.RecordMaterializer;

/** Puts a row together from the columns {@code path} and, where it is read, {@code latents}. */
final class RowMaterializer extends RecordMaterializer<PartFile.Row> {
    private String key;
    private float[] numbers = new float[1024];
    private int count;
    private int frames;
    private boolean some;

    @Override
    public PartFile.Row getCurrentRecord() {
        if (!some) {
            return new PartFile.Row(key, null);
        }
        if (count != frames * Latents.DIMENSIONS) {
            throw new MetisException("the latents of " + key + " are not rows of " + Latents.DIMENSIONS);
        }
        return new PartFile.Row(key, new Latents(Arrays.copyOf(numbers, count)));
    }

    @Override
    public GroupConverter getRootConverter() {
        Converter path = new PrimitiveConverter() {
            @Override
            public void addBinary(Binary value) {
                key = value.toStringUsingUTF8();
            }
        };
        Converter number = new PrimitiveConverter() {
            @Override
            public void addFloat(float value) {
                add(value);
            }
        };
        Converter frame = new Group(this::endFrame, new Group(() -> {}, number));
        Converter latents = new Group(() -> some = true, new Group(() -> {}, frame));
        return new Group(() -> {}, path, latents) {
            @Override
            public void start() {
                key = null;
                count = 0;
                frames = 0;
                some = false;
            }
        };
    }

    private void add(float value) {
        if (count == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * count);
        }
        numbers[count] = value;
        count++;
    }

    private void endFrame() {
        frames++;
        if (count != frames * Latents.DIMENSIONS) {
            throw new MetisException("row " + (frames - 1) + " of the latents of " + key + " has not "
                    + Latents.DIMENSIONS + " numbers");
        }
    }

    /** A group of the schema, at whose end something is done. */
    private static class Group extends GroupConverter {
        private final Runnable end;
        private final Converter[] fields;

        Group(Runnable end, Converter... fields) {
            this.end = end;
            this.fields = fields;
        }

        @Override
        public Converter getConverter(int field) {
            return fields[field];
        }

        @Override
        public void start() {
            // Most have nothing to set back.
        }

        @Override
        public void end() {
            end.run();
        }
    }
}
