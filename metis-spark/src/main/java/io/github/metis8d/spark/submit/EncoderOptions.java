package io.github.metis8d.spark.submit;

import io.github.metis8d.ModelSource;
import io.github.metis8d.io.options.OptionTexts;
import io.github.metis8d.spark.LatentTransformer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say how files are encoded, which the transformer of Datasets takes by the same names. */
final class EncoderOptions {
    private static final String WHERE_FILES_ARE =
            " Each executor must see it, or Spark brings it by --archives or --files, by the name that it has there.";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--model",
            defaultValue = ModelSource.PRETRAINED,
            paramLabel = "SOURCE",
            description = OptionTexts.MODEL + WHERE_FILES_ARE)
    private String model;

    @Option(names = "--codec", paramLabel = "FILE", description = OptionTexts.CODEC + WHERE_FILES_ARE)
    private String codec;

    @Option(names = "--stats", paramLabel = "FILE", description = OptionTexts.STATS + WHERE_FILES_ARE)
    private String stats;

    @Option(names = "--config", paramLabel = "FILE", description = OptionTexts.CONFIG + WHERE_FILES_ARE)
    private String config;

    @Option(
            names = "--device",
            defaultValue = "cuda:all",
            paramLabel = "DEVICE",
            description =
                    "cuda:all: the GPUs that Spark gives a task, or all that the executor sees where Spark gives none;"
                            + " cpu; or cuda:0, cuda:1 and so on, several with commas, of each executor.")
    private String device;

    @Option(
            names = "--precision",
            defaultValue = "fp32",
            paramLabel = OptionTexts.PRECISIONS,
            description = OptionTexts.PRECISION)
    private String precision;

    @Option(names = "--max-batch-seconds", paramLabel = "SECONDS", description = OptionTexts.MAX_BATCH_SECONDS)
    private String maxBatchSeconds;

    @Option(names = "--max-minutes", defaultValue = "120", paramLabel = "N", description = OptionTexts.MAX_MINUTES)
    private String maxMinutes;

    @Option(names = "--refuse-damaged", description = OptionTexts.REFUSE_DAMAGED)
    private boolean refuseDamaged;

    @Option(
            names = "--max-failures-in-a-row",
            defaultValue = "100",
            paramLabel = "N",
            description =
                    "A task fails when so many files one after the other cannot be read from their store: the fault is"
                            + " then not theirs. Spark tries it again elsewhere, and ends the job when it has failed everywhere.")
    private String maxFailuresInARow;

    /** @throws ParameterException if a value is none of its option's */
    LatentTransformer transformer() {
        try {
            return with(
                    with(with(with(plain(), "codec", codec), "stats", stats), "config", config),
                    "max-batch-seconds",
                    maxBatchSeconds);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private LatentTransformer plain() {
        return new LatentTransformer()
                .option("partitions", "keep") // A batch is in tasks of equal work already.
                .option("model", model)
                .option("device", device)
                .option("precision", precision)
                .option("max-minutes", maxMinutes)
                .option("refuse-damaged", Boolean.toString(refuseDamaged))
                .option("max-failures-in-a-row", maxFailuresInARow);
    }

    private static LatentTransformer with(LatentTransformer transformer, String name, String value) {
        return value == null ? transformer : transformer.option(name, value);
    }

    /** What decides about the latents. */
    JobRecord jobRecord(String audioDir) {
        return JobRecord.of(audioDir, model, codec, stats, config, precision);
    }

    boolean hasRandomWeights() {
        return ModelSource.parse(model) instanceof ModelSource.BuiltIn;
    }

    /** For a message. */
    @Override
    public String toString() {
        return model + ", " + precision + ", on " + device;
    }
}
