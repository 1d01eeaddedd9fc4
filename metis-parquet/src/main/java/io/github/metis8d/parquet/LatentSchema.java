package io.github.metis8d.parquet;

import io.github.metis8d.Latents;
import io.github.metis8d.MetisException;
import java.nio.file.Path;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/** The columns, and what of them is read. */
final class LatentSchema {
    static final String PATH = "path";
    static final String SECONDS = "seconds";
    static final String FRAMES = "frames";
    static final String LATENTS = "latents";
    /** The column of the numbers, as the library names it. */
    static final String NUMBERS = LATENTS + ".list.element.list.element";

    /** What is written. Nothing may be missing, which saves a bit for each number. */
    static final MessageType WRITTEN = Types.buildMessage()
            .required(PrimitiveTypeName.BINARY)
            .as(LogicalTypeAnnotation.stringType())
            .named(PATH)
            .required(PrimitiveTypeName.DOUBLE)
            .named(SECONDS)
            .required(PrimitiveTypeName.INT32)
            .named(FRAMES)
            .requiredList()
            .requiredListElement()
            .requiredElement(PrimitiveTypeName.FLOAT)
            .named(LATENTS)
            .named(LATENTS);

    private LatentSchema() {}

    static double seconds(Latents latents) {
        return (double) latents.frames() / Latents.ROWS_PER_SECOND;
    }

    /**
     * What is read of a file: the paths, and their latents if they are wanted.
     *
     * @throws MetisException if it has other columns
     */
    static MessageType read(MessageType schema, boolean latents, Path file) {
        Type path = schema.containsField(PATH) ? schema.getType(PATH) : null;
        boolean text = path != null
                && path.isPrimitive()
                && path.asPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.BINARY
                && !path.isRepetition(Type.Repetition.REPEATED);
        Type numbers = schema.containsField(LATENTS) ? schema.getType(LATENTS) : null;
        if (!text || numbers == null || !isFloat(element(element(numbers)))) {
            throw new MetisException(
                    file + " holds no latents: it has not the columns path, a string, and latents, a list"
                            + " of lists of float; they are " + columns(schema));
        }
        return latents ? new MessageType(schema.getName(), path, numbers) : new MessageType(schema.getName(), path);
    }

    /** What a list holds, however its writer names it; null if it is none. */
    private static Type element(Type list) {
        if (list == null || list.isPrimitive() || list.asGroupType().getFieldCount() != 1) {
            return null;
        }
        Type repeated = list.asGroupType().getType(0);
        if (!repeated.isRepetition(Type.Repetition.REPEATED) || repeated.isPrimitive()) {
            return null;
        }
        GroupType entry = repeated.asGroupType();
        return entry.getFieldCount() == 1 ? entry.getType(0) : null;
    }

    private static boolean isFloat(Type type) {
        return type != null
                && type.isPrimitive()
                && type.asPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.FLOAT;
    }

    private static String columns(MessageType schema) {
        return String.join(", ", schema.getFields().stream().map(Type::getName).toList());
    }
}
