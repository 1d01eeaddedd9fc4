package io.github.metis8d.io.latents;

import io.github.metis8d.MetisException;
import io.github.metis8d.io.files.KeyOrder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A finished output, of any format, that is joined with others.
 *
 * @param place the file or folder
 */
record FinishedOutput(Path place) {
    /**
     * Finds an output.
     *
     * @throws MetisException if it is missing or not finished, or nothing says what made it
     */
    static FinishedOutput of(Path place) {
        FinishedOutput output = new FinishedOutput(place);
        boolean tree = output.isTree();
        if (!tree && !Files.isRegularFile(place) && !new PartFolder(place).isThere()) {
            throw new MetisException("there is no file or folder " + place);
        }
        boolean finished = tree
                ? new NpyTree(place).isFinished()
                : !place.toString().endsWith(".partial") && !new PartFolder(place).isUnfinished();
        if (!finished) {
            throw new MetisException(place + " is not finished; give the command that writes it again first");
        }
        if (!Files.exists(output.recordFile())) {
            throw new MetisException("nothing says what made " + place + ", as " + output.recordFile()
                    + " is missing; latents of different models must not be mixed");
        }
        return output;
    }

    /** Whether it is a folder of NumPy files, in which its record is too. */
    private boolean isTree() {
        return Files.isDirectory(place) && !new PartFolder(place).isThere();
    }

    Path recordFile() {
        return isTree() ? NpyOutput.recordIn(place) : JobRecord.of(place);
    }

    /** The keys, in the order in which {@link LatentReader} gives them. */
    private Collection<String> keys() throws IOException {
        if (Files.isDirectory(place)) {
            return isTree() ? KeyList.read(new NpyTree(place).list()) : PartStore.keys(new PartFolder(place));
        }
        if (Files.size(place) == 0 && !place.getFileName().toString().contains(".jsonl")) {
            throw new CutShortException(place + " is empty; make it anew", null);
        }
        return LatentProbe.keys(place);
    }

    /** The numbers of entries that follow one another in order. */
    List<Long> stretches() throws IOException {
        List<Long> lengths = new ArrayList<>();
        String before = null;
        long length = 0;
        for (String key : keys()) {
            if (before != null && KeyOrder.BY_CODE_POINT.compare(key, before) < 0) {
                lengths.add(length);
                length = 0;
            }
            length++;
            before = key;
        }
        lengths.add(length);
        return lengths;
    }
}
