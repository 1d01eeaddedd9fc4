package io.github.metis8d.cli;

import io.github.metis8d.io.job.AudioTree;
import io.github.metis8d.io.job.SourceChanges;
import io.github.metis8d.io.latents.JobOutput;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** Whether what is in an output is of the files that are in the tree now. */
final class SourceCheck {
    private static final System.Logger LOG = System.getLogger(SourceCheck.class.getName());

    /** The names of more files would tell nothing new. */
    private static final int SHOWN = 3;
    /** In a tree at another place, so many files must be the same for each that is not. */
    private static final int SAME_FOR_EACH_OTHER = 9;

    private final FileOptions files;
    private final OutputOptions outputs;

    SourceCheck(FileOptions files, OutputOptions outputs) {
        this.files = files;
        this.outputs = outputs;
    }

    /**
     * Tells what changed, and takes it out of the output if that is asked for.
     *
     * @throws CommandFailure if the tree is another one
     */
    void check(JobOutput output, AudioTree tree) throws IOException {
        SourceChanges changes = SourceChanges.between(output, tree, files.part());
        boolean moved = isElsewhere(output, tree);
        if (moved) {
            requireSame(output, tree, changes);
        }
        List<String> changed = new ArrayList<>(changes.resized());
        if (moved && files.moved()) {
            tell(Level.INFO, changes.touched(), "have another time but the size they had: taken for the same");
        } else {
            changed.addAll(changes.touched());
        }
        if (outputs.redoChanged()) {
            tell(Level.INFO, changed, "changed since they were encoded, and are encoded again");
            if (tree.problems().isEmpty()) {
                tell(Level.INFO, changes.gone(), "are gone, and so are their entries");
                changed.addAll(changes.gone());
            } else {
                tell(
                        Level.WARNING,
                        changes.gone(),
                        "are not there, but nor is part of the tree: their entries are kept");
            }
            output.discard(new HashSet<>(changed));
        } else {
            tell(
                    Level.WARNING,
                    changed,
                    "changed since they were encoded, by size or time; the output has them as they were. --redo-changed"
                            + " encodes them again");
            tell(
                    Level.WARNING,
                    changes.gone(),
                    "are gone, and the output still has them. --redo-changed takes their entries out");
        }
    }

    private static boolean isElsewhere(JobOutput output, AudioTree tree) throws IOException {
        String before = output.recordedMaker().get(JobOutput.AUDIO_FOLDER);
        if (before == null) {
            return false;
        }
        try {
            Path folder = Path.of(before);
            return !Files.exists(folder) || !Files.isSameFile(folder, tree.root());
        } catch (InvalidPathException e) {
            return true;
        }
    }

    private void requireSame(JobOutput output, AudioTree tree, SourceChanges changes) {
        String before = output.recordedMaker().get(JobOutput.AUDIO_FOLDER);
        long others = changes.resized().size() + changes.touched().size();
        if (!files.moved() && (changes.same() == 0 || changes.same() < SAME_FOR_EACH_OTHER * others)) {
            throw new CommandFailure(
                    outputs.file() + " was made of the audio in " + before + ", and of its files only " + changes.same()
                            + " are in " + tree.root() + " with the same size and time (" + others
                            + " differ); if they are the same files all the same, at another place, give --moved; else"
                            + " name another output",
                    null);
        }
        LOG.log(
                Level.INFO,
                "the audio was in {0} and is in {1} now; {2} files are the same by size and time",
                before,
                tree.root(),
                changes.same());
    }

    private static void tell(Level level, List<String> keys, String what) {
        if (!keys.isEmpty()) {
            LOG.log(
                    level,
                    "{0} files {1}: {2}{3}",
                    keys.size(),
                    what,
                    String.join(", ", keys.subList(0, Math.min(SHOWN, keys.size()))),
                    keys.size() > SHOWN ? ", ..." : "");
        }
    }
}
