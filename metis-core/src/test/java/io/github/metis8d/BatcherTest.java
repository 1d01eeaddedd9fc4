package io.github.metis8d;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Who is in which batch. */
class BatcherTest {
    private static final float[] SECOND = new float[Metis8dEncoder.SAMPLE_RATE];
    private static final double BUDGET = 10;

    private final Batcher batcher = new Batcher(1, 0);

    private static List<float[]> seconds(int count) {
        return Collections.nCopies(count, SECOND);
    }

    private List<CompletableFuture<Latents>> submitAll(int seconds) {
        return batcher.submitAll(seconds(seconds), Clip::tell);
    }

    private CompletableFuture<Latents> submit() {
        return batcher.submit(SECOND, Clip::tell);
    }

    private static List<CompletableFuture<Latents>> answers(List<Clip> batch) {
        return batch.stream().map(clip -> clip.answer).toList();
    }

    @Test
    void aSingleClipIsInTheNextBatchOrTheOneAfterThoughAGroupOfAnySizeWaits() throws InterruptedException {
        submitAll(100_000);
        batcher.take(BUDGET);
        for (int i = 0; i < 20; i++) {
            if (i % 3 == 0) {
                batcher.take(BUDGET);
            }
            CompletableFuture<Latents> single = submit();
            List<Clip> soon = new ArrayList<>(batcher.poll(BUDGET));
            soon.addAll(batcher.take(BUDGET));
            assertThat(answers(soon)).contains(single);
        }
    }

    @Test
    void aGroupHasEverySecondBatchHoweverManySingleClipsCome() throws InterruptedException {
        for (int i = 0; i < 100; i++) {
            submit();
        }
        List<CompletableFuture<Latents>> group = submitAll(100);
        int ofGroup = 0;
        for (int i = 0; i < 10; i++) {
            submit();
            ofGroup += group.containsAll(answers(batcher.take(BUDGET))) ? 1 : 0;
        }
        assertThat(ofGroup).isEqualTo(5);
    }

    @Test
    void groupsTakeTurns() throws InterruptedException {
        List<CompletableFuture<Latents>> large = submitAll(100_000);
        List<CompletableFuture<Latents>> small = submitAll(15);
        assertThat(large).containsAll(answers(batcher.take(BUDGET)));
        assertThat(answers(batcher.take(BUDGET))).isEqualTo(small.subList(0, 10));
        assertThat(large).containsAll(answers(batcher.take(BUDGET)));
        assertThat(answers(batcher.take(BUDGET)).subList(0, 5)).isEqualTo(small.subList(10, 15));
    }

    @Test
    void groupsOfABatchOrLessAreServedAsTheyCameInFullBatches() throws InterruptedException {
        List<CompletableFuture<Latents>> groups = new ArrayList<>(submitAll(8));
        groups.addAll(submitAll(7));
        groups.addAll(submitAll(10));
        List<CompletableFuture<Latents>> taken = new ArrayList<>();
        for (int seconds : new int[] {10, 10, 5}) {
            List<Clip> batch = batcher.poll(BUDGET);
            assertThat(batch).hasSize(seconds);
            taken.addAll(answers(batch));
        }
        assertThat(taken).isEqualTo(groups);
    }

    @Test
    void whatAGroupLeavesFreeSingleClipsFillAndTheOtherWayRound() throws InterruptedException {
        List<CompletableFuture<Latents>> group = submitAll(7);
        CompletableFuture<Latents> single = submit();
        assertThat(answers(batcher.poll(BUDGET)))
                .containsAll(group)
                .contains(single)
                .hasSize(8);
        submitAll(10);
        batcher.poll(BUDGET);
        CompletableFuture<Latents> next = submit();
        assertThat(answers(batcher.take(BUDGET))).containsExactly(next);
    }

    @Test
    void clipsThatWaitTogetherShareABatchWhateverTheirLengths() throws InterruptedException {
        for (int seconds : new int[] {1, 4, 2, 5, 3}) {
            batcher.submit(new float[seconds * Metis8dEncoder.SAMPLE_RATE], Clip::tell);
        }
        assertThat(batcher.take(BUDGET)).extracting(Clip::seconds).containsExactly(1.0, 4.0, 2.0, 3.0);
        assertThat(batcher.take(BUDGET)).extracting(Clip::seconds).containsExactly(5.0);
    }

    @Test
    void aBusyDeviceLeavesSingleClipsThatFillNoBatch() {
        submit();
        assertThat(batcher.poll(BUDGET)).isEmpty();
        for (int i = 0; i < 9; i++) {
            submit();
        }
        assertThat(batcher.poll(BUDGET)).hasSize(10);
    }

    @Test
    void groupsAndSingleClipsOfWhichNoneWantsAnAnswerMakeNoBatch() throws InterruptedException {
        submitAll(3).forEach(answer -> answer.cancel(false));
        submit().cancel(false);
        assertThat(batcher.poll(BUDGET)).isEmpty();
        CompletableFuture<Latents> wanted = submit();
        assertThat(answers(batcher.take(BUDGET))).containsExactly(wanted);
    }

    @Test
    void clipsOfADeviceThatFailedAreServedFirst() throws InterruptedException {
        Batcher two = new Batcher(2, 0);
        two.submitAll(seconds(10), Clip::tell);
        List<Clip> lost = two.take(BUDGET);
        two.submit(SECOND, Clip::tell);
        two.retire("cuda:1", lost, new DeviceFailedException("fallen off the bus"));

        assertThat(two.take(BUDGET)).isEqualTo(lost).allSatisfy(clip -> assertThat(clip.failedOn)
                .isEqualTo("cuda:1"));
    }

    @Test
    void aBudgetThatIsLessThanAnyClipMakesBatchesOfOne() throws InterruptedException {
        submitAll(2);
        assertThat(batcher.take(0.001)).hasSize(1);
        assertThat(batcher.poll(0.001)).hasSize(1);
    }

    @Test
    void anEmptyGroupMakesNoBatch() {
        assertThat(submitAll(0)).isEmpty();
        assertThat(batcher.poll(BUDGET)).isEmpty();
    }

    @Test
    void aBatchThatDoesNotFitIsHalvedBySeconds() {
        List<Integer> tried = new ArrayList<>();
        FakeBackend backend = new FakeBackend();
        backend.trap = (device, clips) -> {
            tried.add(clips.stream().collect(Collectors.summingInt(clip -> clip.length / Metis8dEncoder.SAMPLE_RATE)));
            if (tried.get(tried.size() - 1) > 30) {
                throw new DeviceOutOfMemoryException("no room");
            }
        };
        try (Metis8dEncoder encoder = Metis8dEncoder.builder()
                .model(ModelSource.tinyRandom())
                .backend(backend)
                .build()) {
            List<float[]> clips = new ArrayList<>(seconds(30));
            clips.add(0, new float[30 * Metis8dEncoder.SAMPLE_RATE]);
            encoder.encodeAll(clips);
        }
        assertThat(tried).containsExactly(60, 30, 30);
    }
}
