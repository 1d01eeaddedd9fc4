package io.github.metis8d.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.metis8d.Latents;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FileMapTest {
    private static Means cloud(int files) {
        Means means = new Means();
        Random random = new Random(1);
        for (int i = 0; i < files; i++) {
            means.file(2 * random.nextGaussian(), random.nextGaussian());
        }
        return means;
    }

    private static FileMap map(FileTable files) {
        return new FileMap(files, PrincipalAxes.of(files));
    }

    @Test
    void everyFileIsInACell() {
        FileTable files = cloud(1000).file(Double.NaN).table();
        FileMap map = map(files);
        assertThat(Arrays.stream(map.counts()).sum()).isEqualTo(1000);
        assertThat(map.isPlaced(1000)).isFalse();
    }

    @Test
    void whatIsVeryFarAwayIsAtTheEdgeAndDoesNotMakeTheRestSmall() {
        FileTable files = cloud(1000).file(1000, 0).table();
        FileMap map = map(files);
        assertThat(map.horizontal().high()).isLessThan(30);
        assertThat(map.beyond()).isEqualTo(1);
        assertThat(map.cell(1000) % FileMap.COLUMNS).isEqualTo(FileMap.COLUMNS - 1);
        assertThat(map.x(1000)).isGreaterThan(900);
    }

    @Test
    void filesThatAreAllAlikeAreInTheMiddle() {
        FileTable files = new Means().file(1).file(1).table();
        assertThat(map(files).counts()[FileMap.ROWS / 2 * FileMap.COLUMNS + FileMap.COLUMNS / 2])
                .isEqualTo(2);
    }

    @Test
    void allFilesAreNamedIfThereIsRoom() {
        FileTable files = cloud(500).table();
        NamedFiles named = new NamedFiles(files);
        assertThat(named.place(77)).isZero();
        assertThat(named.place(3)).isEqualTo(1);
        assertThat(named.place(77)).isZero();
        named.addExamples(map(files));
        assertThat(named.inOrder()).hasSize(500).startsWith(77, 3);
    }

    @Test
    void ofManyFilesThoseInRareCellsAreAllNamed() {
        FileTable files = cloud(60_000).table();
        FileMap map = map(files);
        NamedFiles named = new NamedFiles(files);
        named.addExamples(map);
        assertThat(named.inOrder()).hasSize(20_000);
        int[] counts = map.counts();
        Map<Integer, Integer> namedOfCell = new HashMap<>();
        named.inOrder().forEach(file -> namedOfCell.merge(map.cell(file), 1, Integer::sum));
        Set<Integer> most = new HashSet<>(namedOfCell.values());
        int quota = most.stream().max(Integer::compare).orElseThrow();
        namedOfCell.forEach((cell, count) ->
                assertThat(count).isBetween(Math.min(quota - 1, counts[cell]), Math.min(quota, counts[cell])));
    }

    @Test
    void longNamesLeaveRoomForFewerFiles() {
        FileTable files = new FileTable();
        for (int i = 0; i < 5000; i++) {
            files.add("x".repeat(1000) + i, new Latents(new float[8]));
        }
        NamedFiles named = new NamedFiles(files);
        named.addExamples(map(files));
        assertThat(named.inOrder()).hasSizeBetween(1900, 2000);
    }
}
