package io.github.metis8d.cli;

import io.github.metis8d.ModelSource;
import io.github.metis8d.ModelSource.Hub;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Fetches a model. */
@Command(
        name = "pull",
        description = {
            "Fetches what the cache lacks of a published model, as it is on the hub now.",
            "What broke off goes on where it stopped. Prints where the three parts of the model are, one a line: the"
                    + " folder of w2v-BERT, the codec, the statistics."
        })
final class ModelPullCommand implements Runnable {
    @Mixin
    private ModelArgument model;

    @Override
    public void run() {
        ModelSource source = model.source();
        if (!(source instanceof Hub hub)) {
            throw new CommandFailure(source + " is a folder, and not fetched from anywhere", null);
        }
        model.print(model.resolver().pull(hub));
    }
}
