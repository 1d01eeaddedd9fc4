package io.github.metis8d.io.job;

import io.github.metis8d.io.files.KeyOrder;
import io.github.metis8d.io.latents.JobOutput;
import io.github.metis8d.io.latents.SourceStamp;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What became of the files of an output since they were encoded, by their sizes and times alone. Of an entry of which the
 * record says nothing, as earlier versions left them, nothing is known.
 *
 * @param same how many are as they were
 * @param resized those that have another size, sorted
 * @param touched those that have another time of modification alone, sorted
 * @param gone the entries of which there is no file any more, sorted
 */
public record SourceChanges(int same, List<String> resized, List<String> touched, List<String> gone) {
    /**
     * Looks at each file of an output once.
     *
     * @param output the output, before anything is written to it
     * @param tree the files as they are now
     * @param part the folder below the tree that is asked for, or empty for all; entries of others are not looked at
     * @return what became of them
     * @throws IOException if the output's record cannot be read
     */
    public static SourceChanges between(JobOutput output, AudioTree tree, String part) throws IOException {
        SourceChanges changes = new SourceChanges(0, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        if (output.keys().isEmpty()) {
            return changes;
        }
        Map<String, SourceStamp> sources = output.sources();
        Set<String> listed = new HashSet<>(tree.keys());
        int same = 0;
        for (String key : output.keys()) {
            if (listed.contains(key)) {
                same += changes.compare(key, sources.get(key), tree) ? 1 : 0;
            } else if (key.startsWith(part) && !Files.exists(tree.file(key))) {
                changes.gone.add(key);
            }
        }
        for (List<String> keys : List.of(changes.resized, changes.touched, changes.gone)) {
            keys.sort(KeyOrder.BY_CODE_POINT);
        }
        return new SourceChanges(same, changes.resized, changes.touched, changes.gone);
    }

    /** Whether a file is known to be what it was. */
    private boolean compare(String key, SourceStamp before, AudioTree tree) {
        SourceStamp now;
        try {
            now = before == null ? null : SourceStamp.of(tree.file(key));
        } catch (IOException e) {
            now = null; // It went after it was listed.
        }
        if (now == null) {
            return false;
        }
        if (now.bytes() != before.bytes()) {
            resized.add(key);
        } else if (!now.sameAs(before)) {
            touched.add(key);
        }
        return now.sameAs(before);
    }
}
