package io.github.metis8d;

import io.github.metis8d.InvalidAudioException.Reason;
import io.github.metis8d.spi.BackendProvider;
import io.github.metis8d.spi.ModelResolver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Turns 16 kHz speech into 8-D continuous semantic latents, 50 rows a second: w2v-BERT 2.0 up to its 17th layer, then
 * RepCodec's encoder and input projection.
 *
 * <p>Safe for use by many threads. Clips that wait at the same time share batches on the device, and the answer for a
 * clip does not depend on which others were in its batch.
 *
 * <pre>{@code
 * try (Metis8dEncoder encoder = Metis8dEncoder.builder()
 *         .model(ModelSource.directory(Path.of("checkpoint")))
 *         .device("cuda:0")
 *         .build()) {
 *     float[][] latents = encoder.encode(samples); // [T][8]
 * }
 * }</pre>
 */
public final class Metis8dEncoder implements AutoCloseable {
    /** Samples in a second of the audio that {@link #encode} takes. */
    public static final int SAMPLE_RATE = 16_000;

    /**
     * The shortest clip, in samples (35 ms): two frames of the filter bank, without which its variance over time is
     * undefined.
     */
    public static final int MIN_SAMPLES = 560;

    private final Batcher batcher;
    private final List<DeviceWorker> workers;
    private final Answers answers;
    private final Supplier<List<DeviceStatus>> status;
    private final boolean randomWeights;

    private Metis8dEncoder(
            Batcher batcher,
            List<DeviceWorker> workers,
            Answers answers,
            Supplier<List<DeviceStatus>> status,
            boolean randomWeights) {
        this.batcher = batcher;
        this.workers = workers;
        this.answers = answers;
        this.status = status;
        this.randomWeights = randomWeights;
    }

    /** {@return a builder with every setting at its default} */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Encodes one clip, and waits for it.
     *
     * @param samples 16 kHz mono, full scale ±1 (louder is allowed), at least {@value #MIN_SAMPLES}; must not be changed
     *     during the call
     * @return {@code [T][8]}, with {@code F = 1 + (samples.length - 400) / 160} frames and {@code T = (F + 1) / 2} rows
     * @throws InvalidAudioException if the clip is null, too short, or holds NaN or infinite samples
     * @throws DeviceOutOfMemoryException if the clip alone is too long for the device
     * @throws DeviceFailedException if the device failed and no other is left
     * @throws IllegalStateException if the encoder is closed
     */
    public float[][] encode(float[] samples) {
        check(samples);
        return await(batcher.submit(samples, Clip::tell)).toArray();
    }

    /**
     * Encodes many clips, and waits for all of them.
     *
     * @param clips each as {@link #encode} takes it
     * @return the latents in the order of the clips
     * @throws InvalidAudioException if a clip cannot be encoded; the message gives its index, and none is encoded
     * @throws DeviceOutOfMemoryException as {@link #encode}
     * @throws DeviceFailedException as {@link #encode}
     * @throws IllegalStateException if the encoder is closed
     */
    public List<Latents> encodeAll(List<float[]> clips) {
        checkAll(clips);
        List<CompletableFuture<Latents>> promised = batcher.submitAll(clips, Clip::tell);
        try {
            List<Latents> latents = new ArrayList<>(clips.size());
            for (CompletableFuture<Latents> answer : promised) {
                latents.add(await(answer));
            }
            return latents;
        } finally {
            promised.forEach(answer -> answer.cancel(false));
        }
    }

    /**
     * Encodes one clip without waiting for it. Clips that are submitted at about the same time, by any thread, share
     * batches. The clips that wait are held in memory without a bound; a caller that reads many files should bound its
     * own submissions.
     *
     * @param samples as {@link #encode} takes it; must not be changed until the answer is there
     * @return the latents to come. A cancelled clip that has not reached the device is not encoded. Dependent stages
     *     without an executor run on a thread of the encoder that is no device's: they may call the encoder, wait for
     *     other answers, and close it. They run one after the other, in the order of the answers, unless one takes more
     *     than 10 ms, when another thread goes on; give lengthy ones an executor of their own.
     * @throws InvalidAudioException if the clip is null, too short, or holds NaN or infinite samples
     * @throws IllegalStateException if the encoder is closed
     */
    public CompletableFuture<Latents> submit(float[] samples) {
        check(samples);
        return batcher.submit(samples, answers::add);
    }

    /**
     * Encodes many clips without waiting for them. Clips that others submit meanwhile do not wait for all of them: such a
     * clip is in the next batch or the one after, and several groups take turns. Batches are made as soon as a device can
     * take one, and not held back for company.
     *
     * @param clips each as {@link #submit} takes it
     * @return the latents to come, in the order of the clips
     * @throws InvalidAudioException if a clip cannot be encoded; the message gives its index, and none is encoded
     * @throws IllegalStateException if the encoder is closed
     */
    public List<CompletableFuture<Latents>> submitAll(List<float[]> clips) {
        checkAll(clips);
        return batcher.submitAll(clips, answers::add);
    }

    private static void checkAll(List<float[]> clips) {
        for (int i = 0; i < clips.size(); i++) {
            try {
                check(clips.get(i));
            } catch (InvalidAudioException e) {
                throw new InvalidAudioException(e.reason(), "clip " + i + ": " + e.getMessage(), e);
            }
        }
    }

    /**
     * Checks a clip without encoding it.
     *
     * @param samples what {@link #encode} would be given
     * @throws InvalidAudioException if the clip is null, too short, or holds NaN or infinite samples
     */
    public static void check(float[] samples) {
        if (samples == null) {
            throw new InvalidAudioException(
                    Reason.EMPTY, "the samples are null; give 16 kHz mono samples as a float[]");
        }
        if (samples.length < MIN_SAMPLES) {
            throw new InvalidAudioException(
                    Reason.TOO_SHORT,
                    "the clip is too short: " + samples.length + " samples at 16 kHz, but at least " + MIN_SAMPLES
                            + " (35 ms) are needed");
        }
        for (int i = 0; i < samples.length; i++) {
            if (!Float.isFinite(samples[i])) {
                throw new InvalidAudioException(
                        Reason.NOT_FINITE,
                        "sample " + i + " of " + samples.length + " is " + samples[i]
                                + "; every sample must be a finite number");
            }
        }
    }

    /** {@return the devices in use, named for people} */
    public List<String> devices() {
        return workers.stream().map(worker -> worker.description().device()).toList();
    }

    /**
     * How much audio goes into one batch. Who hands over the clips of a long work bit by bit does well to hand over about
     * so much at a time.
     *
     * @return the most seconds, of several devices those of the one that takes most; a longer clip goes alone
     */
    public double batchSeconds() {
        return workers.stream().mapToDouble(DeviceWorker::batchSeconds).max().orElseThrow();
    }

    /**
     * How many batches all devices together work on at a time. They wait for nothing while twice as much is under way.
     *
     * @return batches, at least one for each device
     */
    public int batchesInFlight() {
        return workers.stream()
                .mapToInt(worker -> worker.description().batchesInFlight())
                .sum();
    }

    /** {@return how busy, full and warm the devices are now, of those that tell; the CPU does not} */
    public List<DeviceStatus> deviceStatus() {
        return status.get();
    }

    /** {@return whether the weights are known to be random, so that the latents mean nothing} */
    public boolean hasRandomWeights() {
        return randomWeights;
    }

    /**
     * Finishes the batches that are on the devices, fails the clips that still wait with an
     * {@link IllegalStateException}, and frees the devices. Then every future is completed, and the encoder has no thread
     * but those that run a dependent stage, which go when it returns. Closing twice does nothing. Any thread may close,
     * also in a dependent stage.
     */
    @Override
    public void close() {
        close(batcher, workers, answers);
    }

    private static void close(Batcher batcher, List<DeviceWorker> workers, Answers answers) {
        batcher.close();
        workers.forEach(DeviceWorker::awaitEnd);
        answers.close();
    }

    /**
     * Lets an application end while its JVM goes on, as one that is deployed anew in a server does: ends what the native
     * libraries keep for the whole process, without which the application's class loader is never collected. To be
     * called last, when every encoder of the application is closed and it decodes no more audio; nothing of this library,
     * nor of others that use the same JavaCPP, is to be used afterwards. Where the JVM ends too, there is no need for it.
     *
     * @throws IllegalStateException if no backend is on the class path
     */
    public static void releaseNative() {
        Services.find(BackendProvider.class, "no backend is", "metis-native").release();
    }

    private static Latents await(CompletableFuture<Latents> answer) {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new MetisException("the clip could not be encoded: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            answer.cancel(false);
            Thread.currentThread().interrupt();
            throw new MetisException("interrupted while waiting for the latents", e);
        }
    }

    /** Settings of an encoder, each with a default but the model. */
    public static final class Builder {
        private ModelSource model;
        private List<String> devices = List.of("cuda:0");
        private Precision precision = Precision.FP32;
        private double maxBatchSeconds;
        private Duration maxBatchDelay = Duration.ofMillis(2);
        private BackendProvider backend;
        private ModelResolver resolver;

        private Builder() {}

        /**
         * Where the weights come from. There is no default.
         *
         * @param source the checkpoint
         * @return this builder
         */
        public Builder model(ModelSource source) {
            this.model = Objects.requireNonNull(source, "model");
            return this;
        }

        /**
         * The devices to run on; each gets its own copy of the weights, and all take clips from one queue. Default
         * {@code cuda:0}; there is no silent change to the CPU where that is missing.
         *
         * @param names {@code cpu}, {@code cuda:N}, or {@code cuda:all} for every GPU that the process sees, which
         *     {@code CUDA_VISIBLE_DEVICES} may limit; at least one, none twice
         * @return this builder
         */
        public Builder device(String... names) {
            if (names.length == 0 || List.of(names).stream().distinct().count() < names.length) {
                throw new IllegalArgumentException("name at least one device, and none twice: " + List.of(names));
            }
            this.devices = List.of(names);
            return this;
        }

        /**
         * The number format of weights and products. Default {@link Precision#FP32}.
         *
         * @param format the format
         * @return this builder
         */
        public Builder precision(Precision format) {
            this.precision = Objects.requireNonNull(format, "precision");
            return this;
        }

        /**
         * The most seconds of audio in a batch, of all its clips together; a longer clip goes alone. Default: what suits
         * the device and its memory.
         *
         * @param seconds above 0
         * @return this builder
         */
        public Builder maxBatchSeconds(double seconds) {
            if (!(seconds > 0)) {
                throw new IllegalArgumentException("maxBatchSeconds must be above 0, not " + seconds);
            }
            this.maxBatchSeconds = seconds;
            return this;
        }

        /**
         * How long a clip may wait, on an idle device, for others to share its batch. Default 2 ms; 0 sends every clip
         * at once. On a busy device clips gather anyway, and this adds nothing.
         *
         * @param delay 0 or more
         * @return this builder
         */
        public Builder maxBatchDelay(Duration delay) {
            if (delay.isNegative()) {
                throw new IllegalArgumentException("maxBatchDelay must not be negative: " + delay);
            }
            this.maxBatchDelay = delay;
            return this;
        }

        /**
         * What runs the model. Default: the one {@link BackendProvider} that {@link ServiceLoader} finds, which is
         * LibTorch where metis-native is on the class path.
         *
         * @param provider the backend
         * @return this builder
         */
        public Builder backend(BackendProvider provider) {
            this.backend = Objects.requireNonNull(provider, "backend");
            return this;
        }

        /**
         * What fetches a model that is on the hub. Default: the one {@link ModelResolver} that {@link ServiceLoader}
         * finds, which tells its log how it gets on, where metis-io is on the class path.
         *
         * @param modelResolver asked only for a {@link ModelSource.Hub}
         * @return this builder
         */
        public Builder resolver(ModelResolver modelResolver) {
            this.resolver = Objects.requireNonNull(modelResolver, "resolver");
            return this;
        }

        /**
         * Loads the model onto the devices. What was loaded is freed again if a device fails. A model on the hub is
         * fetched first, unless this machine has it already.
         *
         * @return the encoder, ready
         * @throws ModelException if the files are missing, damaged, of another kind, or cannot be fetched
         * @throws DeviceUnavailableException if a device is not there, or lacks the precision
         * @throws DeviceOutOfMemoryException if a device has too little memory for the weights
         * @throws IllegalStateException if no model was named, or an artifact that is needed is not on the class path
         * @throws MetisException if an artifact is on the class path, but cannot be used
         */
        public Metis8dEncoder build() {
            ModelSource local = localModel();
            BackendProvider provider = provider();
            List<String> names = deviceNames();
            Batcher batcher = new Batcher(names.size(), TimeUnit.NANOSECONDS.convert(maxBatchDelay));
            List<DeviceWorker> workers = new ArrayList<>();
            Answers answers = new Answers();
            try {
                for (String device : names) {
                    workers.add(new DeviceWorker(
                            batcher, device, maxBatchSeconds, () -> provider.open(local, device, precision)));
                }
                workers.forEach(DeviceWorker::awaitOpen);
            } catch (RuntimeException | Error e) {
                close(batcher, workers, answers);
                if (e instanceof LinkageError incomplete) {
                    throw Services.unusable("metis-native", incomplete);
                }
                throw e;
            }
            return new Metis8dEncoder(
                    batcher, List.copyOf(workers), answers, () -> provider.status(names), model.randomWeights());
        }

        /**
         * Asks the devices how they are before the model is on them.
         *
         * @return how busy, full and warm they are now, of those that tell; the CPU does not
         * @throws DeviceUnavailableException if {@code cuda:all} was named, and there is no GPU
         * @throws IllegalStateException if no backend is on the class path
         */
        public List<DeviceStatus> deviceStatus() {
            return provider().status(deviceNames());
        }

        /**
         * Fetches the model if it is on the hub and not on this machine, without loading it.
         *
         * @return where the model is on this machine
         * @throws ModelException if it cannot be fetched
         * @throws DeviceUnavailableException if it would have to be fetched, and a device is not there
         * @throws IllegalStateException if no model was named, or an artifact that is needed is not on the class path
         */
        public ModelSource localModel() {
            if (model == null) {
                throw new IllegalStateException("name the model: Metis8dEncoder.builder().model(...)");
            }
            if (model instanceof ModelSource.Hub hub) {
                ModelResolver found = resolver != null
                        ? resolver
                        : Services.find(ModelResolver.class, "what fetches the model " + hub + " is not", "metis-io");
                // Better told before gigabytes are fetched than after.
                deviceNames().forEach(provider()::requireDevice);
                model = found.resolve(hub);
            }
            return model;
        }

        private List<String> deviceNames() {
            BackendProvider provider = provider();
            return devices.stream()
                    .flatMap(name -> provider.devices(name).stream())
                    .distinct()
                    .toList();
        }

        private BackendProvider provider() {
            if (backend == null) {
                backend = Services.find(BackendProvider.class, "no backend is", "metis-native");
            }
            return backend;
        }
    }
}
