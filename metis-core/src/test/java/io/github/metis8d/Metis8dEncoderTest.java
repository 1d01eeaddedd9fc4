package io.github.metis8d;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class Metis8dEncoderTest {
    private final FakeBackend backend = new FakeBackend();

    private Metis8dEncoder.Builder builder() {
        return Metis8dEncoder.builder()
                .model(ModelSource.tinyRandom())
                .device("cpu")
                .backend(backend);
    }

    private static float[] clip(double seconds) {
        float[] samples = new float[(int) (seconds * Metis8dEncoder.SAMPLE_RATE)];
        Arrays.fill(samples, 0.5f);
        return samples;
    }

    /** Submits clips while the device is held, so that all wait at once. */
    private List<CompletableFuture<Latents>> submitTogether(Metis8dEncoder encoder, double... seconds) {
        backend.gate.drainPermits();
        List<CompletableFuture<Latents>> answers = new ArrayList<>();
        answers.add(encoder.submit(clip(0.1)));
        for (double s : seconds) {
            answers.add(encoder.submit(clip(s)));
        }
        backend.gate.release(1000);
        return answers;
    }

    @Test
    void theDevicesTellHowTheyAreBeforeAndAfterTheModelIsOnThem() {
        Metis8dEncoder.Builder builder = builder().device("cuda:1", "cuda:0");
        assertThat(builder.deviceStatus()).extracting(DeviceStatus::device).containsExactly("cuda:1", "cuda:0");
        try (Metis8dEncoder encoder = builder.build()) {
            encoder.encode(clip(1));
            assertThat(encoder.deviceStatus())
                    .map(DeviceStatus::toString)
                    .containsExactly(
                            "cuda:1: 50 % busy, 0.0 of 0.0 GiB in use", "cuda:0: 50 % busy, 0.0 of 0.0 GiB in use");
            assertThat(encoder.deviceStatus())
                    .extracting(status -> status.memory().orElseThrow().used())
                    .containsExactly(1L, 1L);
        }
    }

    @Test
    void aClipThatIsNullIsRefused() {
        try (Metis8dEncoder encoder = builder().build()) {
            assertThatThrownBy(() -> encoder.encode(null))
                    .isInstanceOf(InvalidAudioException.class)
                    .hasMessageContaining("null");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 559})
    void aClipThatIsTooShortIsRefused(int samples) {
        try (Metis8dEncoder encoder = builder().build()) {
            assertThatThrownBy(() -> encoder.encode(new float[samples]))
                    .isInstanceOf(InvalidAudioException.class)
                    .hasMessageContaining("too short")
                    .hasMessageContaining(samples + " samples")
                    .hasMessageContaining("560");
        }
    }

    @Test
    void theShortestClipIsTaken() {
        try (Metis8dEncoder encoder = builder().build()) {
            assertThat(encoder.encode(new float[560])).hasDimensions(1, 8);
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void aSampleThatIsNoNumberIsRefusedAndNamed(float bad) {
        float[] samples = clip(1);
        samples[1234] = bad;
        try (Metis8dEncoder encoder = builder().build()) {
            assertThatThrownBy(() -> encoder.encode(samples))
                    .isInstanceOf(InvalidAudioException.class)
                    .hasMessageContaining("sample 1234")
                    .hasMessageContaining(String.valueOf(bad));
            assertThatThrownBy(() -> encoder.encodeAll(List.of(clip(1), samples)))
                    .isInstanceOf(InvalidAudioException.class)
                    .hasMessageContaining("clip 1");
        }
        assertThat(backend.batches).isEmpty();
    }

    @Test
    void encodeAllAnswersInTheOrderGivenInBatchesThatAreFull() {
        List<float[]> clips = new ArrayList<>();
        Random random = new Random(5);
        for (int i = 0; i < 300; i++) {
            clips.add(clip(0.1 + 10 * random.nextDouble()));
        }
        try (Metis8dEncoder encoder = builder().maxBatchSeconds(40).build()) {
            assertThat(encoder.encodeAll(clips))
                    .containsExactlyElementsOf(
                            clips.stream().map(FakeBackend::answer).toList());
        }
        assertThat(backend.batches)
                .allSatisfy(batch -> assertThat(samples(batch)).isLessThanOrEqualTo(40 * 16_000));
        assertThat(backend.batches.subList(0, backend.batches.size() - 1).stream()
                        .mapToInt(Metis8dEncoderTest::samples)
                        .average()
                        .orElseThrow())
                .isGreaterThan(0.97 * 40 * 16_000);
    }

    private static int samples(List<Integer> batch) {
        return batch.stream().mapToInt(Integer::intValue).sum();
    }

    @Test
    void aClipLongerThanTheBudgetGoesAlone() {
        try (Metis8dEncoder encoder = builder().maxBatchSeconds(5).build()) {
            encoder.encodeAll(List.of(clip(12), clip(12), clip(1)));
        }
        assertThat(backend.batches).containsExactly(List.of(192_000), List.of(192_000), List.of(16_000));
    }

    @Test
    void noThreadStarvesAmongMany() throws Exception {
        ConcurrentHashMap<Integer, Integer> answered = new ConcurrentHashMap<>();
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try (Metis8dEncoder encoder = builder().build()) {
            List<Future<?>> callers = IntStream.range(0, 16)
                    .<Future<?>>mapToObj(caller -> threads.submit(() -> {
                        for (int i = 0; i < 200; i++) {
                            float[] samples = clip(0.5 + caller);
                            samples[0] = caller * 1000 + i;
                            float[][] latents = encoder.encode(samples);
                            assertThat(latents[0][0]).isEqualTo(samples.length);
                            assertThat(latents[0][1]).isEqualTo(samples[0]);
                            answered.merge(caller, 1, Integer::sum);
                        }
                    }))
                    .toList();
            for (Future<?> caller : callers) {
                caller.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(answered).hasSize(16).allSatisfy((caller, count) -> assertThat(count)
                .isEqualTo(200));
    }

    @Test
    void aBatchThatDoesNotFitIsHalvedUntilItDoes() {
        backend.trap = (device, clips) -> {
            if (clips.size() > 2) {
                throw new DeviceOutOfMemoryException("no room for " + clips.size());
            }
        };
        List<float[]> clips = IntStream.range(0, 13).mapToObj(i -> clip(1)).toList();
        try (Metis8dEncoder encoder = builder().build()) {
            assertThat(encoder.encodeAll(clips)).hasSize(13);
        }
    }

    @Test
    void onlyTheClipThatIsToBlameFails() {
        backend.trap = (device, clips) -> {
            if (clips.stream().anyMatch(clip -> clip[0] == 7)) {
                throw new MetisException("cannot compute 7");
            }
        };
        try (Metis8dEncoder encoder = builder().build()) {
            backend.gate.drainPermits();
            List<CompletableFuture<Latents>> answers = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                float[] samples = clip(1);
                samples[0] = i;
                answers.add(encoder.submit(samples));
            }
            backend.gate.release(1000);
            for (int i = 0; i < 12; i++) {
                CompletableFuture<Latents> answer = answers.get(i);
                if (i == 7) {
                    assertThatThrownBy(answer::join).hasRootCauseMessage("cannot compute 7");
                } else {
                    assertThat(answer.join().get(0, 1)).isEqualTo(i);
                }
            }
        }
    }

    @Test
    void aDeviceThatFailsIsTakenOutAndItsClipsGoToAnother() {
        backend.trap = (device, clips) -> {
            if (device.equals("cuda:1")) {
                throw new DeviceFailedException("fallen off the bus");
            }
        };
        List<float[]> clips = IntStream.range(0, 400).mapToObj(i -> clip(1)).toList();
        try (Metis8dEncoder encoder =
                builder().device("cuda:0", "cuda:1").maxBatchSeconds(2).build()) {
            assertThat(encoder.encodeAll(clips)).hasSize(400);
        }
        assertThat(backend.closed).containsExactlyInAnyOrder("cuda:0", "cuda:1");
    }

    @Test
    void withNoDeviceLeftEveryClipFailsAndSoDoLaterOnes() {
        backend.answerTrap = (device, clips) -> {
            throw new DeviceFailedException("fallen off the bus");
        };
        try (Metis8dEncoder encoder = builder().build()) {
            List<CompletableFuture<Latents>> answers = submitTogether(encoder, 1, 2, 20);
            for (CompletableFuture<Latents> answer : answers) {
                assertThatThrownBy(answer::join)
                        .isInstanceOf(CompletionException.class)
                        .hasRootCauseInstanceOf(DeviceFailedException.class);
            }
            assertThatThrownBy(() -> encoder.encode(clip(1))).isInstanceOf(DeviceFailedException.class);
        }
    }

    @Test
    void severalDevicesShareOneQueue() {
        List<float[]> clips = IntStream.range(0, 100).mapToObj(i -> clip(10)).toList();
        try (Metis8dEncoder encoder =
                builder().device("cuda:0", "cuda:1").maxBatchSeconds(10).build()) {
            assertThat(encoder.devices()).containsExactly("cuda:0", "cuda:1");
            assertThat(encoder.encodeAll(clips)).hasSize(100);
        }
        assertThat(backend.batches).hasSize(100);
    }

    @Test
    void allDevicesOfAKindMayBeNamedAtOnce() {
        Metis8dEncoder.Builder all = builder().device("cuda:1", "cuda:all", "cpu");
        assertThat(all.deviceStatus())
                .extracting(DeviceStatus::device)
                .containsExactly("cuda:1", "cuda:0", "cuda:2", "cpu");
        try (Metis8dEncoder encoder = all.build()) {
            assertThat(encoder.devices()).containsExactly("cuda:1", "cuda:0", "cuda:2", "cpu");
        }
        assertThat(backend.closed).containsExactlyInAnyOrder("cuda:0", "cuda:1", "cuda:2", "cpu");
    }

    @Test
    void aDeviceThatCannotBeOpenedClosesTheOthers() {
        backend.onOpen = device -> {
            if (device.equals("cuda:1")) {
                throw new DeviceUnavailableException("there is no " + device);
            }
        };
        assertThatThrownBy(() -> builder().device("cuda:0", "cuda:1").build())
                .isInstanceOf(DeviceUnavailableException.class)
                .hasMessage("there is no cuda:1");
        assertThat(backend.closed).containsExactly("cuda:0");
    }

    @Test
    void aClosedEncoderFailsWhatWaitsAndTakesNoMore() {
        Metis8dEncoder encoder = builder().build();
        encoder.close();
        encoder.close();
        assertThat(backend.closed).containsExactly("cpu");
        assertThatThrownBy(() -> encoder.encode(clip(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void whoAsksAClosedEncoderIsToldWhereHeAsked() {
        Metis8dEncoder encoder = builder().build();
        encoder.close();
        Throwable first = catchThrowable(() -> encoder.encode(clip(1)));
        Throwable second = catchThrowable(() -> encoder.submit(clip(1)));
        assertThat(first).isNotSameAs(second);
        assertThat(List.of(first, second)).allSatisfy(failure -> assertThat(failure.getStackTrace())
                .extracting(StackTraceElement::getMethodName)
                .anyMatch(method -> method.contains("whoAsksAClosedEncoderIsToldWhereHeAsked")));
    }

    @Test
    void callersWhoseDeviceFailedHaveAnExceptionEach() {
        backend.answerTrap = (device, clips) -> {
            throw new DeviceFailedException("fallen off the bus");
        };
        try (Metis8dEncoder encoder = builder().build()) {
            List<Throwable> failures = submitTogether(encoder, 1, 2, 20).stream()
                    .map(answer -> catchThrowable(answer::join).getCause())
                    .toList();
            assertThat(failures).doesNotHaveDuplicates().allSatisfy(failure -> assertThat(failure)
                    .hasMessage("fallen off the bus"));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ChronoUnit.class,
            names = {"HALF_DAYS", "MILLENNIA", "FOREVER"})
    void aBatchMayWaitForCompanyForAsLongAsItTakes(ChronoUnit delay) {
        try (Metis8dEncoder encoder =
                builder().maxBatchDelay(delay.getDuration()).maxBatchSeconds(10).build()) {
            CompletableFuture<Latents> first = encoder.submit(clip(5));
            encoder.encode(clip(5));
            first.join();
        }
    }

    @Test
    void aCancelledClipIsNotEncoded() {
        try (Metis8dEncoder encoder = builder().maxBatchDelay(Duration.ZERO).build()) {
            backend.gate.drainPermits();
            CompletableFuture<Latents> first = encoder.submit(clip(1));
            CompletableFuture<Latents> second = encoder.submit(clip(5));
            CompletableFuture<Latents> third = encoder.submit(clip(9));
            second.cancel(false);
            backend.gate.release(1000);
            first.join();
            third.join();
        }
        assertThat(backend.batches).doesNotContain(List.of(80_000));
    }

    @Test
    void theModelMustBeNamed() {
        assertThatThrownBy(() -> Metis8dEncoder.builder().build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("model");
    }

    @Test
    void withoutABackendOnTheClassPathTheArtifactToAddIsNamed() {
        assertThatThrownBy(() ->
                        Metis8dEncoder.builder().model(ModelSource.tinyRandom()).build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("metis-native");
    }
}
