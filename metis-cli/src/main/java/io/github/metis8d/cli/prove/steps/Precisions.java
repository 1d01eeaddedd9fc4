package io.github.metis8d.cli.prove.steps;

import io.github.metis8d.Precision;
import java.util.List;
import java.util.Locale;

/** The precisions as the command names them. */
final class Precisions {
    private Precisions() {}

    static List<Precision> all() {
        return List.of(Precision.values());
    }

    static String name(Precision precision) {
        return precision.name().toLowerCase(Locale.ROOT);
    }
}
