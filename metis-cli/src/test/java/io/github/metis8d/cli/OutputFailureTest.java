package io.github.metis8d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OutputFailureTest {
    @Test
    void itSaysWhatHappenedWhatToDoAndHowToGoOn() {
        assertThat(OutputFailure.of(Path.of("out.json"), new AccessDeniedException("/d/x"), "try again"))
                .hasMessage(
                        "the output out.json cannot be written: /d/x: permission denied; see to it that the folder may"
                                + " be written, and try again");
    }

    @Test
    void theCauseIsKeptForThoseWhoAskWhereItHappened() {
        IOException failure = new IOException("x");
        assertThat(OutputFailure.of(Path.of("out.json"), failure, "try again")).hasCause(failure);
    }
}
