package io.github.metis8d.io.hub;

import io.github.metis8d.ModelException;
import io.github.metis8d.ModelSource.Hub;
import io.github.metis8d.io.files.Disk;
import io.github.metis8d.io.files.WriteFailure;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Puts into words why a checkpoint cannot be had, and how to have it all the same. */
final class FetchFailure {
    private final HubSettings settings;
    private final HubClient client;
    private final StatisticsFetch statistics;
    private final Function<Path, Disk> disks;

    FetchFailure(HubSettings settings, HubClient client, StatisticsFetch statistics, Function<Path, Disk> disks) {
        this.settings = settings;
        this.client = client;
        this.statistics = statistics;
        this.disks = disks;
    }

    ModelException offline(Hub source) {
        String variable = settings.offlineVariable();
        return new ModelException(source + " is not whole in the cache " + settings.hubCache() + ", and " + variable
                + " forbids to fetch it. Unset " + variable + ", or name the cache that has it in HF_HUB_CACHE."
                + byHand(source));
    }

    ModelException of(IOException e, Hub source) {
        if (e instanceof FileSystemException failed) {
            WriteFailure failure = WriteFailure.of(e, disks.apply(where(failed)));
            return new ModelException(
                    "the model cannot be written to the cache: " + failure.reason() + "; " + failure.remedy()
                            + ", or name another folder in HF_HOME or HF_HUB_CACHE. What has come is kept.",
                    e);
        }
        if (e instanceof Unreachable) {
            return new ModelException(
                    "there is no network to fetch " + source + " by: " + e.getMessage()
                            + ". A proxy is named to the JVM by -Dhttps.proxyHost=... -Dhttps.proxyPort=..., a mirror"
                            + " of the hub by HF_ENDPOINT." + byHand(source),
                    e);
        }
        return new ModelException(
                "fetching " + source + " failed, also when tried again: " + Retries.reason(e)
                        + ". What has come is kept, and the next attempt goes on from there." + byHand(source),
                e);
    }

    private Path where(FileSystemException failed) {
        return failed.getFile() == null ? settings.hubCache() : Path.of(failed.getFile());
    }

    /** What to copy where. */
    private String byHand(Hub source) {
        List<String> lines = new ArrayList<>();
        for (String name : List.of(Published.CONFIG, Published.PREPROCESSOR, Published.WEIGHTS)) {
            lines.add("  w2v-bert-2.0/" + name + "  from  " + client.uri(source.w2vBert(), name));
        }
        if (source.semanticCodec().isEmpty()) {
            lines.add(
                    "  " + Published.CODEC_WEIGHTS + "  from  " + client.uri(Published.CODEC, Published.CODEC_WEIGHTS));
        }
        if (source.stats().isEmpty()) {
            for (URI address : statistics.addresses()) {
                lines.add("  " + Published.STATS + "  from  " + address);
            }
        }
        return "\nWithout a network: copy these files into one folder and give that folder as the model,\n"
                + String.join("\n", lines)
                + "\nor fetch the model elsewhere (metis model pull) and copy the folders " + settings.hubCache()
                + " and " + settings.assetsCache() + " to here.";
    }
}
