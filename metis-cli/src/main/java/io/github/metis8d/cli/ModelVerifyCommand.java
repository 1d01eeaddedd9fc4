package io.github.metis8d.cli;

import io.github.metis8d.ModelException;
import io.github.metis8d.ModelSource.Checkpoint;
import io.github.metis8d.io.hub.ByteCount;
import io.github.metis8d.io.hub.CheckpointVerifier;
import io.github.metis8d.io.hub.FileCheck;
import io.github.metis8d.torch.CheckpointCheck;
import java.io.PrintWriter;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Checks a model's files and tensors. */
@Command(
        name = "verify",
        description = {
            "Checks the hash of every file, and that every tensor is there.",
            "Reads all of each file and holds its hash against the published one, and looks for every tensor that the"
                    + " encoder needs, and its shape. Does not use the network."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:nothing is wrong",
            "1:it could not run; the message says why",
            "2:wrong usage",
            "3:a file or a tensor is missing or wrong"
        })
final class ModelVerifyCommand implements Callable<Integer> {
    private static final System.Logger LOG = System.getLogger(ModelVerifyCommand.class.getName());

    @Mixin
    private ModelArgument model;

    @Override
    public Integer call() {
        Checkpoint files = model.orFail();
        PrintWriter out = model.out();
        List<FileCheck> checks =
                new CheckpointVerifier().verify(files, file -> LOG.log(Level.INFO, "reading {0}", file));
        for (FileCheck check : checks) {
            out.printf(
                    Locale.ROOT,
                    "%-8s %10s  %s (%s)%n",
                    check.state().name().toLowerCase(Locale.ROOT),
                    ByteCount.of(check.size()),
                    check.file(),
                    check.note());
        }
        boolean fine = checks.stream().allMatch(FileCheck::usable);
        try {
            CheckpointCheck.check(files);
            out.println("whole    every tensor that the encoder needs is there, with the right shape");
        } catch (ModelException e) {
            out.println("damaged  " + e.getMessage());
            fine = false;
        }
        out.flush();
        return fine ? Metis.OK : Metis.SOME_FAILED;
    }
}
