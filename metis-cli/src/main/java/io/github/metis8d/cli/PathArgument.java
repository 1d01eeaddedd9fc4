package io.github.metis8d.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a path. */
final class PathArgument implements ITypeConverter<Path> {
    @Override
    public Path convert(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new TypeConversionException("'" + text + "' cannot be a path: "
                    + (text.indexOf('\0') >= 0
                            ? "it has a character of value 0"
                            : "the locale is not UTF-8; set LC_ALL=C.UTF-8, as the launcher does"));
        }
    }
}
