package io.github.metis8d.cli.report;

import io.github.metis8d.io.latents.CutShortException;
import io.github.metis8d.io.latents.LatentReader;
import io.github.metis8d.io.latents.LatentReader.Entry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The files that are drawn over time. Which they are is known only when all have been seen, so the output is read again up
 * to the last of them.
 */
final class ClipChoice {
    private static final int TYPICAL = 4;
    private static final int OUTLIERS = 6;
    private static final int OTHERS = 2;
    /** Of so few files all are drawn. */
    private static final int ALL = 12;

    private final FileTable files;
    private final Map<Integer, String> reasons = new LinkedHashMap<>();

    ClipChoice(FileTable files) {
        this.files = files;
    }

    /** Those in the middle of all, of a usual length. */
    void addTypical(Distances distances, Durations durations) {
        IntStream.range(0, files.size())
                .filter(file ->
                        !Float.isNaN(distances.of(file)) && files.notFinite(file) == 0 && durations.isUsual(file))
                .boxed()
                .sorted(Comparator.comparingDouble(distances::of))
                .limit(TYPICAL)
                .forEach(file -> reasons.put(file, "typical"));
    }

    void addOutliers(int[] farthest) {
        add(farthest, OUTLIERS, "outlier");
    }

    void addStill(int[] still) {
        add(still, OTHERS, "still");
    }

    void addNotFinite(int[] notFinite) {
        add(notFinite, OTHERS, "not-finite");
    }

    private void add(int[] of, int most, String why) {
        for (int i = 0; i < Math.min(of.length, most); i++) {
            if (files.frames(of[i]) > 0) {
                reasons.putIfAbsent(of[i], why);
            }
        }
    }

    /** All that are left, where there are few. */
    void addRest() {
        if (files.size() <= ALL) {
            add(IntStream.range(0, files.size()).toArray(), ALL, "any");
        }
    }

    /** Reads their latents. What is not there any more, because a job writes on, is left out. */
    List<Clip> read(Path output) throws IOException {
        Map<String, Integer> wanted = new HashMap<>();
        reasons.keySet().forEach(file -> wanted.put(files.key(file), file));
        Map<Integer, Clip> found = new HashMap<>();
        if (!wanted.isEmpty()) {
            try (LatentReader reader = LatentReader.open(output)) {
                for (Entry entry = reader.next(); entry != null; entry = reader.next()) {
                    Integer file = wanted.remove(entry.key());
                    if (file != null) {
                        found.put(file, Clip.of(file, reasons.get(file), entry.latents()));
                    }
                    if (wanted.isEmpty()) {
                        break;
                    }
                }
            } catch (CutShortException e) {
                // As in the first reading, which tells of it.
            }
        }
        List<Clip> inOrder = new ArrayList<>();
        reasons.keySet().stream().map(found::get).filter(clip -> clip != null).forEach(inOrder::add);
        return inOrder;
    }
}
