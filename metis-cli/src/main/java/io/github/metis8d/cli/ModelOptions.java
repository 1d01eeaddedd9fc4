package io.github.metis8d.cli;

import io.github.metis8d.Metis8dEncoder;
import io.github.metis8d.ModelSource;
import io.github.metis8d.Precision;
import io.github.metis8d.io.hub.HubModelResolver;
import io.github.metis8d.io.hub.HubSettings;
import io.github.metis8d.io.options.OptionTexts;
import java.util.Locale;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say which model runs where. */
final class ModelOptions {
    private static final System.Logger LOG = System.getLogger(ModelOptions.class.getName());

    @Option(
            names = "--model",
            defaultValue = ModelSource.PRETRAINED,
            paramLabel = "SOURCE",
            description = OptionTexts.MODEL)
    private String model;

    @Mixin
    private SourceOptions parts;

    @Option(
            names = "--device",
            defaultValue = "cuda:0",
            split = ",",
            paramLabel = "DEVICE",
            description = {
                "cuda:0, cuda:1 and so on, of the GPUs that CUDA_VISIBLE_DEVICES lets the process see; cuda:all for every"
                        + " one of them; or cpu. Several, with commas, share the work."
            })
    private String[] devices;

    @Mixin
    private CudaOptions cuda;

    @Option(
            names = "--precision",
            defaultValue = "fp32",
            paramLabel = OptionTexts.PRECISIONS,
            description = OptionTexts.PRECISION)
    private Precision precision;

    @Option(names = "--max-batch-seconds", paramLabel = "SECONDS", description = OptionTexts.MAX_BATCH_SECONDS)
    private Double maxBatchSeconds;

    /** An encoder as the options ask for, its model not loaded yet. */
    Metis8dEncoder.Builder encoder(LoggingOptions logging) {
        Metis8dEncoder.Builder builder = Metis8dEncoder.builder()
                .model(parts.source(model))
                .resolver(new HubModelResolver(HubSettings.fromEnvironment(), FetchProgress.show(logging)))
                .device(devices)
                .precision(precision);
        if (maxBatchSeconds != null) {
            builder.maxBatchSeconds(maxBatchSeconds);
        }
        return builder;
    }

    Precision precision() {
        return precision;
    }

    /** Loads the model, and says what it is. */
    Metis8dEncoder load(Metis8dEncoder.Builder builder) {
        long start = System.nanoTime();
        Metis8dEncoder encoder = builder.build();
        LOG.log(
                System.Logger.Level.INFO,
                () -> String.format(
                        Locale.ROOT,
                        "model %s, %s, on %s, loaded in %.1f s",
                        model,
                        precision.name().toLowerCase(Locale.ROOT),
                        String.join(", ", encoder.devices()),
                        (System.nanoTime() - start) / 1e9));
        if (encoder.hasRandomWeights()) {
            LOG.log(System.Logger.Level.WARNING, "{0} has random weights: the latents mean nothing", model);
        }
        return encoder;
    }
}
