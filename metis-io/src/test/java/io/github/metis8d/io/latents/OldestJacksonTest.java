package io.github.metis8d.io.latents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.json.PackageVersion;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tests with this tag are run with the oldest Jackson that an application may bring too. */
@Tag("oldest-jackson")
class OldestJacksonTest {
    @Test
    void theVersionIsTheOneMeant() {
        assertThat(PackageVersion.VERSION).hasToString(System.getProperty("metis.test.jackson"));
    }
}
