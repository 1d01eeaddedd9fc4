package io.github.metis8d.cli;

import io.github.metis8d.Metis8dEncoder;
import io.github.metis8d.ModelSource;
import io.github.metis8d.ModelSource.Checkpoint;
import io.github.metis8d.Precision;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say which model runs where. */
final class ModelOptions {
    private static final System.Logger LOG = System.getLogger(ModelOptions.class.getName());

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--model",
            required = true,
            paramLabel = "SOURCE",
            description = {
                "The folder of a checkpoint, or tiny-random: a small built-in model of random weights, whose output"
                        + " means nothing, to try things out."
            })
    private String model;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "The JSON file with the codec's sizes (model.semantic_codec), in place of the checkpoint's own base.json.")
    private Path config;

    @Option(
            names = "--device",
            defaultValue = "cuda:0",
            split = ",",
            paramLabel = "DEVICE",
            description = "cuda:0, cuda:1 and so on, or cpu. Several, with commas, share the work.")
    private String[] devices;

    @Option(
            names = "--precision",
            defaultValue = "fp32",
            paramLabel = "fp32|tf32|bf16|fp16",
            description = "The number format of weights and products. tf32 is float32 with reduced-precision products.")
    private Precision precision;

    @Option(
            names = "--max-batch-seconds",
            paramLabel = "SECONDS",
            description =
                    "The most audio that the device takes at once, padding included. Default: by the device's memory.")
    private Double maxBatchSeconds;

    /** Loads the model, and says what it is. */
    Metis8dEncoder open() {
        ModelSource source = source();
        Metis8dEncoder.Builder builder =
                Metis8dEncoder.builder().model(source).device(devices).precision(precision);
        if (maxBatchSeconds != null) {
            builder.maxBatchSeconds(maxBatchSeconds);
        }
        long start = System.nanoTime();
        Metis8dEncoder encoder = builder.build();
        LOG.log(
                System.Logger.Level.INFO,
                () -> String.format(
                        "model %s, %s, on %s, loaded in %.1f s",
                        source,
                        precision.name().toLowerCase(),
                        String.join(", ", encoder.devices()),
                        (System.nanoTime() - start) / 1e9));
        if (encoder.hasRandomWeights()) {
            LOG.log(System.Logger.Level.WARNING, "{0} has random weights: the latents mean nothing", source);
        }
        return encoder;
    }

    private ModelSource source() {
        ModelSource source = ModelSource.parse(model);
        if (config == null) {
            return source;
        }
        if (source instanceof Checkpoint checkpoint) {
            return checkpoint.withConfig(config);
        }
        throw new ParameterException(spec.commandLine(), "--config goes with a checkpoint, not with " + source);
    }
}
