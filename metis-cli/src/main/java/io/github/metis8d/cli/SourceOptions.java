package io.github.metis8d.cli;

import io.github.metis8d.ModelSource;
import io.github.metis8d.io.options.OptionTexts;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that put a part of a checkpoint in another's place. */
final class SourceOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--codec", paramLabel = "FILE", description = OptionTexts.CODEC)
    private Path codec;

    @Option(names = "--stats", paramLabel = "FILE", description = OptionTexts.STATS)
    private Path stats;

    @Option(names = "--config", paramLabel = "FILE", description = OptionTexts.CONFIG)
    private Path config;

    /** Reads a model's name, with the parts that these options replace. */
    ModelSource source(String model) {
        try {
            ModelSource source = ModelSource.parse(model);
            source = codec == null ? source : source.withCodec(codec);
            source = stats == null ? source : source.withStats(stats);
            return config == null ? source : source.withConfig(config);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
