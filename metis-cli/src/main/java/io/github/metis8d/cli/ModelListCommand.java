package io.github.metis8d.cli;

import io.github.metis8d.io.hub.ByteCount;
import io.github.metis8d.io.hub.CacheContents;
import io.github.metis8d.io.hub.CachedRepository;
import io.github.metis8d.io.hub.HubSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists the models in the cache. */
@Command(
        name = "list",
        description = "Lists what the cache holds that the encoder can use: w2v-BERT 2.0, the codec, the statistics.")
final class ModelListCommand implements Runnable {
    private static final System.Logger LOG = System.getLogger(ModelListCommand.class.getName());

    @Spec
    private CommandSpec spec;

    @Mixin
    private LoggingOptions logging;

    @Override
    public void run() {
        logging.apply();
        HubSettings settings = HubSettings.fromEnvironment();
        PrintWriter out = spec.commandLine().getOut();
        try {
            CacheContents cache = CacheContents.of(settings);
            for (CachedRepository found : cache.repositories()) {
                String commit = found.repository().revision();
                print(
                        out,
                        found.repository().name(),
                        found.revisions().isEmpty() ? commit : String.join(",", found.revisions()),
                        found.files(),
                        found.bytes());
            }
            Optional<Path> statistics = cache.statistics();
            if (statistics.isPresent()) {
                print(out, "wav2vec2bert_stats.pt", "", 1, Files.size(statistics.get()));
            }
            boolean isEmpty = cache.repositories().isEmpty() && statistics.isEmpty();
            out.println((isEmpty ? "nothing in " : "in ") + settings.hubCache());
            out.flush();
            cache.problems().forEach(problem -> LOG.log(Level.WARNING, problem));
        } catch (IOException e) {
            throw new CommandFailure("the cache " + settings.hubCache() + " cannot be read: " + e, e);
        }
    }

    private static void print(PrintWriter out, String name, String revision, int files, long bytes) {
        out.printf(
                Locale.ROOT,
                "%-40s %-12s %3d %-5s %10s%n",
                name,
                revision,
                files,
                files == 1 ? "file" : "files",
                ByteCount.of(bytes));
    }
}
