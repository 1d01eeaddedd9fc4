package io.github.metis8d.io.hub;

import io.github.metis8d.ModelException;
import io.github.metis8d.ModelSource.Hub;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.List;

/** Puts into words why a checkpoint cannot be had, and how to have it all the same. */
final class FetchFailure {
    private final HubSettings settings;
    private final HubClient client;

    FetchFailure(HubSettings settings, HubClient client) {
        this.settings = settings;
        this.client = client;
    }

    ModelException offline(Hub source) {
        return new ModelException(source + " is not whole in the cache " + settings.hubCache()
                + ", and HF_HUB_OFFLINE forbids to fetch it. Unset HF_HUB_OFFLINE, or name the cache that has it in"
                + " HF_HUB_CACHE." + byHand(source));
    }

    ModelException of(IOException e, Hub source) {
        String reason = Retries.reason(e);
        if (Retries.isDiskFull(e)) {
            return new ModelException(
                    "the disk of " + settings.hubCache() + " is full: " + reason
                            + ". What has come is kept; make room, or name another folder in HF_HUB_CACHE.",
                    e);
        }
        if (e instanceof FileSystemException) {
            return new ModelException(
                    "the model cannot be written to the cache: " + e
                            + ". Name a folder that can be written to in HF_HUB_CACHE.",
                    e);
        }
        if (Retries.isUnreachable(e)) {
            return new ModelException(
                    "there is no network to fetch " + source + " by: "
                            + settings.endpoint().getHost()
                            + " or a host that it points to cannot be reached (" + reason
                            + "). A proxy is named to the JVM by -Dhttps.proxyHost=... -Dhttps.proxyPort=..., a mirror"
                            + " of the hub by HF_ENDPOINT." + byHand(source),
                    e);
        }
        return new ModelException(
                "fetching " + source + " failed, also when tried again: " + reason
                        + ". What has come is kept, and the next attempt goes on from there." + byHand(source),
                e);
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
            lines.add("  " + Published.STATS + "  from  " + settings.statsUrl());
        }
        return "\nWithout a network: copy these files into one folder and give that folder as the model,\n"
                + String.join("\n", lines)
                + "\nor fetch the model elsewhere (metis model pull) and copy the folders " + settings.hubCache()
                + " and " + settings.assetsCache() + " to here.";
    }
}
