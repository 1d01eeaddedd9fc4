package io.github.metis8d.cli;

import io.github.metis8d.ModelSource;
import io.github.metis8d.ModelSource.BuiltIn;
import io.github.metis8d.ModelSource.Checkpoint;
import io.github.metis8d.ModelSource.Hub;
import io.github.metis8d.io.hub.HubModelResolver;
import io.github.metis8d.io.hub.HubSettings;
import java.io.PrintWriter;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The model that a command of {@code metis model} is about. */
final class ModelArgument {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            defaultValue = ModelSource.PRETRAINED,
            paramLabel = "SOURCE",
            description = "pretrained, hf:OWNER/REPO[@REVISION], or the folder of a checkpoint.")
    private String model;

    @Mixin
    private SourceOptions parts;

    @Mixin
    private LoggingOptions logging;

    /** The model as it is named, once logging is set up. */
    ModelSource source() {
        logging.apply();
        ModelSource source = parts.source(model);
        if (source instanceof BuiltIn) {
            throw new ParameterException(
                    spec.commandLine(), source + " is built in: it has no files to fetch, check or find");
        }
        return source;
    }

    /** The files of the model, without a word to the network; empty if they are not all here. */
    Optional<Checkpoint> here() {
        ModelSource source = source();
        return source instanceof Hub hub ? resolver().cached(hub) : Optional.of((Checkpoint) source);
    }

    /** The files of the model. */
    Checkpoint orFail() {
        return here().orElseThrow(() -> new CommandFailure(
                model + " is not whole in the cache "
                        + HubSettings.fromEnvironment().hubCache() + "; fetch it: metis model pull " + model,
                null));
    }

    HubModelResolver resolver() {
        return new HubModelResolver(HubSettings.fromEnvironment(), FetchProgress.show(logging));
    }

    /** Prints where the parts are, one a line. */
    void print(Checkpoint files) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(files.w2vBert());
        out.println(files.semanticCodec());
        out.println(files.stats());
        out.flush();
    }

    PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
