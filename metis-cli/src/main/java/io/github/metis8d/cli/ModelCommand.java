package io.github.metis8d.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What is done with published models before they encode anything. */
@Command(
        name = "model",
        description = {
            "Fetches, lists and checks published models.",
            "They lie in the cache that Python's huggingface_hub has: HF_HOME, HF_HUB_CACHE, HF_ENDPOINT, HF_TOKEN and"
                    + " HF_HUB_OFFLINE mean here what they mean there. METIS_STATS_URL names a mirror of the"
                    + " statistics, wav2vec2bert_stats.pt."
        },
        subcommands = {ModelPullCommand.class, ModelListCommand.class, ModelVerifyCommand.class, ModelPathCommand.class
        })
final class ModelCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name a command: pull, list, verify or path");
    }
}
