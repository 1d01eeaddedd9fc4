package io.github.metis8d.io.latents;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.TSFBuilder;
import com.fasterxml.jackson.core.Version;
import com.fasterxml.jackson.core.io.NumberOutput;
import com.fasterxml.jackson.core.json.PackageVersion;
import java.io.IOException;

/**
 * Floats as JSON and back, exactly and as fast as the version of Jackson can: an application may bring one down to 2.10.
 */
final class JsonFloats {
    /** Since 2.14 Jackson writes the shortest decimal, and reads a float without the detour by a double. */
    private static final boolean BY_JACKSON = isAtLeast(2, 14);

    private JsonFloats() {}

    private static boolean isAtLeast(int major, int minor) {
        Version found = PackageVersion.VERSION;
        return found.getMajorVersion() > major || found.getMajorVersion() == major && found.getMinorVersion() >= minor;
    }

    /** {@return the shortest decimal that reads back as the same float, as Java writes it since 19} */
    static String text(float finite) {
        return BY_JACKSON ? NumberOutput.toString(finite, true) : ShortestFloat.text(finite);
    }

    /** {@return the number that a parser is at, correctly rounded} */
    static float value(JsonParser parser) throws IOException {
        float value = parser.getFloatValue();
        // An older Jackson rounds twice, which is wrong once in a hundred million.
        return BY_JACKSON || !Float.isFinite(value) ? value : Float.parseFloat(parser.getText());
    }

    /** {@return the settings of a parser of many numbers} */
    static TSFBuilder<?, ?> fastest() {
        TSFBuilder<?, ?> settings = JsonFactory.builder();
        for (StreamReadFeature feature : StreamReadFeature.values()) {
            if (feature.name().equals("USE_FAST_DOUBLE_PARSER")) {
                settings.enable(feature);
            }
        }
        return settings;
    }
}
