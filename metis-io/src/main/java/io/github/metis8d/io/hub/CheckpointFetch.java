package io.github.metis8d.io.hub;

import io.github.metis8d.HubRepository;
import io.github.metis8d.ModelException;
import io.github.metis8d.ModelSource.Hub;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Fetches one checkpoint: first asks for all its files, so that a wrong name or a full disk is told before hours of
 * download, then brings what is missing, and last notes the commits, so that they never name a snapshot that is not
 * whole.
 */
final class CheckpointFetch {
    private final HubClient client;
    private final HubFetcher fetcher;
    private final HubCache cache;
    private final StatisticsFile statistics;
    private final FreeSpace space;

    CheckpointFetch(HubClient client, HubFetcher fetcher, HubCache cache, StatisticsFile statistics, FreeSpace space) {
        this.client = client;
        this.fetcher = fetcher;
        this.cache = cache;
        this.statistics = statistics;
        this.space = space;
    }

    void run(Hub source, ResumableDownload download, FetchListener listener) throws IOException {
        List<RemoteFile> files = w2vBert(source.w2vBert());
        String commit = files.get(0).repository().revision();
        if (source.semanticCodec().isEmpty()) {
            files.add(required(Published.CODEC, Published.CODEC_WEIGHTS));
        }
        checkSpace(files);
        // The statistics first: 9 kB, and the one file that comes from elsewhere.
        if (source.stats().isEmpty() && statistics.cached().isEmpty()) {
            statistics.fetch(download, listener);
        }
        for (RemoteFile file : files) {
            fetcher.fetch(file);
        }
        cache.remember(source.w2vBert(), commit);
        if (source.semanticCodec().isEmpty()) {
            cache.remember(
                    Published.CODEC, files.get(files.size() - 1).repository().revision());
        }
    }

    private List<RemoteFile> w2vBert(HubRepository repository) throws IOException {
        List<RemoteFile> files = new ArrayList<>();
        files.add(required(repository, Published.CONFIG));
        // All further files at the commit of the first, though the branch may move on meanwhile.
        HubRepository pinned = files.get(0).repository();
        files.add(required(pinned, Published.PREPROCESSOR));
        var whole = client.find(pinned, Published.WEIGHTS);
        if (whole.isPresent()) {
            files.add(whole.get());
            return files;
        }
        RemoteFile index = client.find(pinned, Published.INDEX)
                .orElseThrow(() -> new ModelException(repository + " has neither " + Published.WEIGHTS + " nor "
                        + Published.INDEX + ": its weights are not published as safetensors, which is what is read"));
        files.add(index);
        Path shards = fetcher.fetch(index);
        for (String shard : ShardIndex.shards(shards)) {
            files.add(required(pinned, shard));
        }
        return files;
    }

    private RemoteFile required(HubRepository repository, String name) throws IOException {
        return client.find(repository, name)
                .orElseThrow(() -> new ModelException("the repository " + repository + " has no file " + name
                        + "; a checkpoint of this kind needs it. Check the repository's name"));
    }

    private void checkSpace(List<RemoteFile> files) throws IOException {
        long missing = 0;
        for (RemoteFile file : files) {
            missing += fetcher.missing(file);
        }
        long free = space.below(cache.root());
        if (missing > free) {
            throw new ModelException(String.format(
                    "too little room for the model: %s are still to come, but %s has %s free. Make room, or name a"
                            + " folder on another disk in HF_HUB_CACHE.",
                    ByteCount.of(missing), cache.root(), ByteCount.of(free)));
        }
    }
}
