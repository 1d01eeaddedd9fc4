package io.github.metis8d.torch.checkpoint;

import java.nio.ByteBuffer;

/** The element types of torch's storages, named as pickles name them. */
enum StorageType {
    FLOAT("FloatStorage", 4),
    DOUBLE("DoubleStorage", 8),
    HALF("HalfStorage", 2),
    BFLOAT16("BFloat16Storage", 2),
    LONG("LongStorage", 8),
    INT("IntStorage", 4),
    SHORT("ShortStorage", 2),
    CHAR("CharStorage", 1),
    BYTE("ByteStorage", 1),
    BOOL("BoolStorage", 1);

    final int bytes;
    private final String title;

    StorageType(String title, int bytes) {
        this.title = title;
        this.bytes = bytes;
    }

    /** The type of this name in the module {@code torch}, or null. */
    static StorageType of(String title) {
        for (StorageType type : values()) {
            if (type.title.equals(title)) {
                return type;
            }
        }
        return null;
    }

    boolean isFloating() {
        return this == FLOAT || this == DOUBLE || this == HALF || this == BFLOAT16;
    }

    /** One number of a floating-point type. */
    double number(ByteBuffer data, int at) {
        return switch (this) {
            case FLOAT -> data.getFloat(at);
            case DOUBLE -> data.getDouble(at);
            case HALF -> half(data.getShort(at));
            case BFLOAT16 -> Float.intBitsToFloat(data.getShort(at) << 16);
            default -> throw new IllegalStateException(this + " holds no floating-point numbers");
        };
    }

    /** IEEE 754 binary16: a sign, 5 bits of exponent, 10 of fraction. */
    private static double half(short bits) {
        int exponent = bits >> 10 & 0x1f;
        int fraction = bits & 0x3ff;
        double size = exponent == 0x1f
                ? fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN
                : exponent == 0 ? Math.scalb((double) fraction, -24) : Math.scalb(1024.0 + fraction, exponent - 25);
        return bits < 0 ? -size : size;
    }
}
