package io.github.metis8d.cli;

import io.github.metis8d.cli.prove.ProofRun;
import io.github.metis8d.cli.prove.process.Scale;
import io.github.metis8d.torch.cuda.Gpu;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options of doctor that have a device proven, and not looked at only. */
final class ProveOptions {
    @Option(
            names = "--prove",
            description = {
                "Prove the device: compare, measure, provoke errors, each in a process of its own; 8 minutes at most. Writes"
                        + " metis-proof-TIME.md, a report to read, and the same as .json. Exit code 1 if it is not proven."
            })
    private boolean prove;

    @Option(names = "--quick", description = "With --prove: what matters most, in one minute.")
    private boolean quick;

    @Option(
            names = "--output-dir",
            defaultValue = ".",
            paramLabel = "DIR",
            description = "With --prove: the folder of the two files.")
    private Path outputDir;

    /** Whether a proof is asked for. */
    boolean asked() {
        return prove;
    }

    /** Refuses what has no meaning. */
    void check(CommandSpec spec, String device) {
        if (quick && !prove) {
            throw new ParameterException(spec.commandLine(), "--quick goes with --prove");
        }
        if (prove && !isOne(device)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--prove takes one device, cpu or cuda:N; of several GPUs a second one is tried with it");
        }
        if (prove && spec.commandLine().getParseResult().hasMatchedOption("--model")) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--prove takes the built-in models, tiny-random and published-random: leave --model out");
        }
    }

    private static boolean isOne(String device) {
        return device == null || device.equals("cpu") || Gpu.index(device).isPresent();
    }

    /**
     * Proves a device.
     *
     * @param device its name, or null to have one chosen
     * @return the exit code
     */
    int prove(String device, PrintWriter out) {
        ProofRun run = new ProofRun(Version.ofCommand(), outputDir, out);
        return run.prove(device == null ? "" : device, quick ? Scale.QUICK : Scale.FULL)
                ? Metis.OK
                : Metis.COULD_NOT_RUN;
    }
}
