package io.github.metis8d;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PendingClipsTest {
    private static final double BUDGET = 240;

    private static PendingClips clips(int... samples) {
        PendingClips pending = new PendingClips();
        for (int i = 0; i < samples.length; i++) {
            pending.add(new Clip(new float[samples[i]], 0, i, Clip::tell));
        }
        return pending;
    }

    private static List<List<Clip>> batches(PendingClips pending) {
        List<List<Clip>> batches = new ArrayList<>();
        while (pending.oldest() != null) {
            batches.add(pending.takeBatch(BUDGET));
        }
        return batches;
    }

    private static double padded(List<Clip> batch) {
        return batch.size() * batch.stream().mapToDouble(Clip::seconds).max().orElseThrow();
    }

    @Test
    void everyClipIsInOneBatchAndNoBatchIsOverTheBudget() {
        Random random = new Random(1);
        int count = 3_000;
        List<List<Clip>> batches = batches(clips(random.ints(count, 400, 4_000).toArray()));

        Set<Clip> taken = new HashSet<>();
        batches.forEach(taken::addAll);
        assertThat(taken).hasSize(count);
        assertThat(batches.stream().mapToInt(List::size).sum()).isEqualTo(count);
        assertThat(batches).allMatch(batch -> padded(batch) <= BUDGET);
    }

    @Test
    void aBatchBeyondWhichThereAreClipsHasARoundNumberOfThem() {
        // 240 s hold 117 of them.
        int samples = (int) (2.05 * Metis8dEncoder.SAMPLE_RATE);
        PendingClips pending =
                clips(IntStream.generate(() -> samples).limit(300).toArray());

        assertThat(batches(pending)).extracting(List::size).containsExactly(112, 112, 76);
    }

    @Test
    void clipsOfWhichThereAreNoMoreGoTogether() {
        int samples = (int) (2.05 * Metis8dEncoder.SAMPLE_RATE);

        assertThat(batches(clips(IntStream.generate(() -> samples).limit(113).toArray())))
                .hasSize(1);
    }

    @Test
    void theOldestIsAlwaysTaken() {
        PendingClips pending = clips(16_000, 320_000, 15_000, 318_000, 17_000);

        assertThat(pending.takeBatch(BUDGET)).extracting(clip -> clip.sequence).containsExactlyInAnyOrder(0L, 2L, 4L);
        assertThat(pending.takeBatch(BUDGET)).extracting(clip -> clip.sequence).containsExactlyInAnyOrder(1L, 3L);
    }
}
