package io.github.metis8d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The report on the machine of the build, which may have no GPU, driver or CUDA library. */
class DoctorCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int doctor(String... options) {
        CommandLine command = Metis.commandLine();
        command.setOut(new PrintWriter(out));
        command.setErr(new PrintWriter(err));
        String[] arguments = new String[options.length + 1];
        arguments[0] = "doctor";
        System.arraycopy(options, 0, arguments, 1, options.length);
        return command.execute(arguments);
    }

    @Test
    void theReportNamesTheMachineAndEveryPrecision() {
        assertThat(doctor("--device", TestDevice.NAME)).isEqualTo(Metis.OK);
        assertThat(out.toString())
                .contains("driver", "LibTorch  2.", "GPU", "random weights")
                .containsPattern("(?m)^fp32 +0\\.0e\\+00 +[0-9]+$")
                .contains("tf32", "bf16", "fp16");
    }

    @Test
    void aNamedDeviceThatIsMissingIsAnError() {
        assertThat(doctor("--device", "cuda:77")).isEqualTo(Metis.COULD_NOT_RUN);
        assertThat(out.toString()).contains("driver");
        assertThat(err.toString()).contains("there is no CUDA device cuda:77");
    }
}
