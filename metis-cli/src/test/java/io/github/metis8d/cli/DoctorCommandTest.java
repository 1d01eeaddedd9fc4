package io.github.metis8d.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metis8d.Latents;
import io.github.metis8d.MetisException;
import io.github.metis8d.cli.doctor.KnownAnswers;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The report on the machine of the build, which may have no GPU, driver or CUDA library. */
class DoctorCommandTest {
    @TempDir
    Path temp;

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
                .contains("error to Python")
                // Above 0, as it is not compared with itself, and no more than rounding makes.
                .containsPattern("(?m)^fp32 +[1-9]\\.[0-9]e-0[5-8] +[0-9]+$")
                .contains("tf32", "bf16", "fp16")
                .contains("a clip's bits alone and in a batch: "
                        + (TestDevice.NAME.equals("cpu") ? "the same in fp32" : ""))
                .containsPattern("(?m)^bf16 +[a-z0-9_]+: linear layers .*, attention .*, other float32 products .*$");
    }

    @Test
    void aNamedDeviceThatIsMissingIsAnError() {
        assertThat(doctor("--device", "cuda:77")).isEqualTo(Metis.COULD_NOT_RUN);
        assertThat(out.toString()).contains("driver");
        assertThat(err.toString()).contains("there is no CUDA device cuda:77");
    }

    @Test
    void aDeviceIsHeldAgainstTheKnownAnswersWhateverTheModel() throws Exception {
        Path folder = Files.createDirectory(temp.resolve("checkpoint"));
        TinyCheckpoint.unpack(folder);
        assertThat(doctor("--model", folder.toString(), "--device", TestDevice.NAME))
                .isEqualTo(Metis.OK);
        assertThat(out.toString())
                .contains("error to fp32")
                .containsPattern("(?m)^fp32 +- +[0-9]+$")
                .containsPattern("against Python, fp32, tiny-random: error [1-9]\\.[0-9]e-0[5-8]");
    }

    @Test
    void aDeviceThatComputesWrongIsAnError() {
        List<Latents> wrong = KnownAnswers.answers();
        wrong.get(1).values()[7] += 10;
        double error = KnownAnswers.error(wrong, KnownAnswers.answers());
        assertThatThrownBy(() -> KnownAnswers.requireRight("cuda:1", error))
                .isInstanceOf(MetisException.class)
                .hasMessageContaining("cuda:1 computes wrong");
        assertThatThrownBy(() -> KnownAnswers.requireRight("cuda:1", Double.NaN))
                .isInstanceOf(MetisException.class);
        KnownAnswers.requireRight("cuda:1", 1e-5);
    }

    @Test
    void whatHasNoMeaningForAProofIsWrongUsage() {
        assertThat(doctor("--quick")).isEqualTo(2);
        assertThat(err.toString()).contains("--quick goes with --prove");
        assertThat(doctor("--prove", "--model", "pretrained")).isEqualTo(2);
        assertThat(err.toString()).contains("leave --model out");
        assertThat(doctor("--prove", "--device", "cuda:all")).isEqualTo(2);
        assertThat(err.toString()).contains("--prove takes one device");
        assertThat(out.toString()).isEmpty();
    }
}
