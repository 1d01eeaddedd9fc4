package io.github.metis8d.cli.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The files that the page names, each once: those of its lists, and as many others as there is room for, an equal number
 * from every cell of the map, so that what is rare is there whole and what is frequent by examples.
 */
final class NamedFiles {
    /** With these a page has 3 MB of them. */
    private static final int MAX_FILES = 20_000;

    private static final int MAX_CHARACTERS = 2_000_000;

    private final FileTable files;
    private final Map<Integer, Integer> places = new LinkedHashMap<>();
    private int characters;

    NamedFiles(FileTable files) {
        this.files = files;
    }

    /** Names a file; {@return its place among those that are named} */
    int place(int file) {
        Integer before = places.putIfAbsent(file, places.size());
        if (before != null) {
            return before;
        }
        characters += files.key(file).length();
        return places.size() - 1;
    }

    /** Names others while there is room: the first of each cell, the second of each cell, and so on. */
    void addExamples(FileMap map) {
        List<Integer> candidates = inTurns(map);
        for (int file : candidates) {
            if (places.size() >= MAX_FILES || characters + files.key(file).length() > MAX_CHARACTERS) {
                return;
            }
            place(file);
        }
    }

    private static List<Integer> inTurns(FileMap map) {
        List<Integer> order = new ArrayList<>(
                IntStream.range(0, map.files()).filter(map::isPlaced).boxed().toList());
        // In the order of their names, the first folder would stand for all.
        Collections.shuffle(order, new Random(1));
        int[] turns = new int[map.files()];
        int[] taken = new int[FileMap.COLUMNS * FileMap.ROWS];
        for (int file : order) {
            turns[file] = taken[map.cell(file)]++;
        }
        order.sort((a, b) -> Integer.compare(turns[a], turns[b]));
        return order;
    }

    /** {@return the files that are named, in their places} */
    Set<Integer> inOrder() {
        return Collections.unmodifiableSet(places.keySet());
    }
}
