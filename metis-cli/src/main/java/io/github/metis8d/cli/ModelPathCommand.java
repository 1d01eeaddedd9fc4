package io.github.metis8d.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints where a model is. */
@Command(
        name = "path",
        description = {
            "Prints where a model's files are.",
            "Three parts, one a line: the folder of w2v-BERT, the codec, the statistics. Does not use the network, and"
                    + " fails if they are not all here."
        })
final class ModelPathCommand implements Runnable {
    @Mixin
    private ModelArgument model;

    @Override
    public void run() {
        model.print(model.orFail());
    }
}
