package io.github.metis8d.cli.prove;

import io.github.metis8d.MetisException;
import io.github.metis8d.cli.prove.process.Scale;
import io.github.metis8d.cli.prove.process.StepPlan;
import io.github.metis8d.cli.prove.process.StepResult;
import io.github.metis8d.cli.prove.process.StepRunner;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * A proof from the command's call to the two files.
 *
 * @param version of Metis
 * @param folder of the files
 * @param out where it is told how things go
 */
public record ProofRun(String version, Path folder, PrintWriter out) {
    /**
     * Proves a device, tells each step's outcome as it comes, and writes the report.
     *
     * @param device {@code cpu}, {@code cuda:N}, or empty to have one chosen
     * @param scale how much to try
     * @return whether it is proven
     * @throws MetisException if the folder cannot be written
     */
    public boolean prove(String device, Scale scale) {
        return prove(device, scale, ProofPlan.steps());
    }

    /** The same with other steps. */
    boolean prove(String device, Scale scale, List<StepPlan> steps) {
        try {
            // Better told before the steps than after them.
            Files.createDirectories(folder);
            Path report = Files.createTempFile(folder, "metis-proof-", ".tmp");
            Path work = Files.createTempDirectory("metis-proof");
            try {
                StepRunner runner = new StepRunner(work);
                Proof proof = new Prover(steps, ProofPlan.total(scale), runner::run)
                        .prove(version, device, scale, this::tell);
                finish(proof, steps);
                return proof.proven();
            } finally {
                Files.deleteIfExists(report);
                Files.delete(work);
            }
        } catch (IOException e) {
            throw new MetisException(
                    "the report cannot be written to " + folder + ": " + e + "; name another folder with --output-dir",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MetisException("interrupted: nothing is proven", e);
        }
    }

    private void tell(StepPlan plan, StepResult result) {
        out.printf(Locale.ROOT, "%-28s %s%n", plan.title(), Verdict.outcome(result));
        result.problems().forEach(problem -> out.println("  " + problem));
        out.flush();
    }

    private void finish(Proof proof, List<StepPlan> steps) throws IOException {
        String name = "metis-proof-" + proof.date().replaceAll("[-:]", "");
        Path markdown = folder.resolve(name + ".md");
        Files.writeString(markdown, MarkdownReport.of(proof, steps));
        Files.writeString(folder.resolve(name + ".json"), JsonReport.write(proof));
        out.println();
        Verdict.of(proof, steps).lines().forEach(out::println);
        out.println();
        new FiguresTable(new KeyFigures(proof))
                .rows()
                .forEach(row -> out.println(row.get(0) + " " + row.get(1).replace("`", "")));
        out.println();
        out.println(markdown + " and .json have all of it");
        out.flush();
    }
}
