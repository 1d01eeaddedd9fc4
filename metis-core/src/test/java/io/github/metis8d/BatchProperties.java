package io.github.metis8d;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What becomes of clips that wait in line. */
class BatchProperties {
    /** A tenth of what a GPU is given, for clips of a tenth of their length. */
    private static final double BUDGET = 24;

    private static List<Clip> clips(int... samples) {
        return IntStream.of(samples)
                .mapToObj(length -> new Clip(new float[length], 0, Clip::tell))
                .toList();
    }

    private static List<List<Clip>> batches(List<Clip> clips, double budget) {
        Line line = new Line();
        clips.forEach(line::add);
        List<List<Clip>> batches = new ArrayList<>();
        while (!line.isEmpty()) {
            Batch batch = new Batch(budget);
            line.fill(batch);
            batches.add(batch.clips());
        }
        assertThat(line.seconds()).isZero();
        return batches;
    }

    private static long samples(List<Clip> batch) {
        return batch.stream().mapToLong(clip -> clip.samples.length).sum();
    }

    @Property(tries = 200)
    void everyClipIsInOneBatchAndOnlyOneAloneIsOverTheBudget(
            @ForAll @Size(max = 60) List<@IntRange(min = 560, max = 8_000) Integer> samples,
            @ForAll @DoubleRange(min = 0.01, max = 2) double budget) {
        List<Clip> clips = clips(samples.stream().mapToInt(length -> length).toArray());
        List<List<Clip>> batches = batches(clips, budget);

        assertThat(batches.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(clips);
        assertThat(batches)
                .allMatch(batch -> batch.size() == 1 || samples(batch) <= budget * Metis8dEncoder.SAMPLE_RATE);
    }

    @Property(tries = 200)
    void theClipThatCameFirstIsTheFirstOfItsBatchAndNoOtherIsFarAheadOfIt(
            @ForAll @Size(max = 200) List<@IntRange(min = 560, max = 8_000) Integer> samples,
            @ForAll @DoubleRange(min = 0.01, max = 2) double budget) {
        List<Clip> waiting = new ArrayList<>(
                clips(samples.stream().mapToInt(length -> length).toArray()));
        for (List<Clip> batch : batches(List.copyOf(waiting), budget)) {
            assertThat(batch.get(0)).isSameAs(waiting.get(0));
            assertThat(waiting.subList(0, Math.min(waiting.size(), batch.size() + 32)))
                    .containsAll(batch);
            waiting.removeAll(batch);
        }
    }

    @Property(tries = 200)
    void ofClipsThatAllFitNoneIsLeft(@ForAll @Size(max = 60) List<@IntRange(min = 560, max = 1_600) Integer> samples) {
        List<Clip> clips = clips(samples.stream().mapToInt(length -> length).toArray());

        assertThat(batches(clips, 6)).hasSizeLessThanOrEqualTo(1);
    }

    enum Lengths {
        LOG_NORMAL(normal -> 5 * Math.exp(0.65 * normal)),
        ALL_ALIKE(normal -> 1 + 29 * (0.5 + Math.atan(normal) / Math.PI)),
        SHORT_OR_LONG(normal -> normal < 0 ? 1 : 30),
        LONG(normal -> 30 - Math.abs(normal));

        private final DoubleUnaryOperator of;

        Lengths(DoubleUnaryOperator of) {
            this.of = of;
        }
    }

    @Property
    void batchesAreFull(@ForAll Lengths lengths) {
        Random random = new Random(1);
        List<Clip> clips = clips(IntStream.range(0, 2_000)
                .map(i -> (int) (1_600 * Math.max(1, Math.min(30, lengths.of.applyAsDouble(random.nextGaussian())))))
                .toArray());
        List<List<Clip>> full = batches(clips, BUDGET);
        full.remove(full.size() - 1);

        assertThat((double) full.stream().mapToLong(BatchProperties::samples).sum())
                .isGreaterThan(0.97 * BUDGET * Metis8dEncoder.SAMPLE_RATE * full.size());
    }

    @Property(tries = 50)
    void whatIsGivenUpTakesNoRoom(@ForAll @Size(max = 60) List<Boolean> givenUp) {
        List<Clip> clips =
                clips(IntStream.generate(() -> 1_600).limit(givenUp.size()).toArray());
        IntStream.range(0, givenUp.size())
                .filter(givenUp::get)
                .forEach(i -> clips.get(i).answer.cancel(false));
        List<Clip> wanted = clips.stream().filter(Clip::isPending).toList();

        assertThat(batches(clips, 6).stream().flatMap(List::stream)).containsExactlyElementsOf(wanted);
    }
}
