package io.github.metis8d.io.hub;

import io.github.metis8d.HubRepository;
import io.github.metis8d.ModelSource;
import io.github.metis8d.ModelSource.Hub;
import io.github.metis8d.io.files.Disk;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;

/** A checkpoint that a {@link FakeHub} publishes under the real names, with content of no meaning. */
final class PublishedModel {
    static final String W2V_BERT = "facebook/w2v-bert-2.0";
    static final String CODEC = "amphion/MaskGCT";
    static final String STATS_COPY = "someone/with-statistics";
    static final Hub SOURCE = ModelSource.pretrained();

    static final byte[] CONFIG = "{\"model_type\": \"wav2vec2-bert\"}".getBytes(StandardCharsets.UTF_8);
    static final byte[] PREPROCESSOR = "{\"padding_value\": 1}".getBytes(StandardCharsets.UTF_8);
    static final byte[] WEIGHTS = bytes(1, 700_000);
    static final byte[] CODEC_WEIGHTS = bytes(2, 300_000);
    static final byte[] STATS = bytes(3, 9_000);

    /** Pauses that were asked for, none of which was kept. */
    final List<Duration> pauses = new ArrayList<>();

    /** What the listener was told, in order. */
    final List<String> told = new ArrayList<>();

    /** What chance gives, from 0 to 1: in the middle pauses are as long as on average. */
    double drawn = 0.5;

    long freeSpace = Long.MAX_VALUE;
    Duration stall = Duration.ofMinutes(1);

    private final FakeHub hub;

    PublishedModel(FakeHub hub) {
        this.hub = hub;
        hub.put(W2V_BERT, "config.json", CONFIG, false);
        hub.put(W2V_BERT, "preprocessor_config.json", PREPROCESSOR, false);
        hub.put(W2V_BERT, "model.safetensors", WEIGHTS, true);
        hub.put(CODEC, "semantic_codec/model.safetensors", CODEC_WEIGHTS, true);
        hub.put(STATS_COPY, "wav2vec2bert_stats.pt", STATS, true);
    }

    HubModelResolver resolver(Path home, Map<String, String> environment) {
        RandomGenerator dice = new RandomGenerator() {
            @Override
            public double nextDouble() {
                return drawn;
            }

            @Override
            public long nextLong() {
                throw new UnsupportedOperationException();
            }
        };
        return new HubModelResolver(
                hub.settings(home, environment),
                new Told(),
                statistics(hub.storeAddress("/stats.pt")),
                new Machine(pauses::add, dice, folder -> new Disk(freeSpace, false), stall));
    }

    /** The statistics, of which the hub has a copy; their origin is on the other host, where they may be put too. */
    static PublishedStatistics statistics(URI origin) {
        return new PublishedStatistics(origin, HubRepository.parse(STATS_COPY), Hashes.of(STATS, true));
    }

    static byte[] bytes(int seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private final class Told implements FetchListener {
        @Override
        public void started(String file, long have, long size) {
            told.add("started " + file + " " + have + "/" + size);
        }

        @Override
        public void finished(String file) {
            told.add("finished " + file);
        }

        @Override
        public void waiting(String reason, Duration pause) {
            told.add("waiting " + pause.toSeconds() + " s: " + reason);
        }
    }
}
