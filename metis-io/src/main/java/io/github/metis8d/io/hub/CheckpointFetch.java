package io.github.metis8d.io.hub;

import io.github.metis8d.HubRepository;
import io.github.metis8d.ModelException;
import io.github.metis8d.ModelSource.Hub;
import io.github.metis8d.io.files.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * Fetches the repositories of one checkpoint: first asks for all its files, so that a wrong name or a full disk is told before hours of
 * download, then brings what is missing, and last notes the commits, so that they never name a snapshot that is not
 * whole.
 */
final class CheckpointFetch {
    private final HubClient client;
    private final HubFetcher fetcher;
    private final HubCache cache;
    private final Function<Path, Disk> disks;

    CheckpointFetch(HubClient client, HubFetcher fetcher, HubCache cache, Function<Path, Disk> disks) {
        this.client = client;
        this.fetcher = fetcher;
        this.cache = cache;
        this.disks = disks;
    }

    void run(Hub source) throws IOException {
        List<RemoteFile> files = w2vBert(source.w2vBert());
        String commit = files.get(0).repository().revision();
        if (source.semanticCodec().isEmpty()) {
            files.add(required(Published.CODEC, Published.CODEC_WEIGHTS));
        }
        checkSpace(files);
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
        files.addAll(frontEnd(pinned));
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

    /** Both where there are both: the settings may stand in either, and the newer file is looked into first. */
    private List<RemoteFile> frontEnd(HubRepository repository) throws IOException {
        List<RemoteFile> files = new ArrayList<>();
        client.find(repository, Published.PREPROCESSOR).ifPresent(files::add);
        client.find(repository, Published.PROCESSOR).ifPresent(files::add);
        if (files.isEmpty()) {
            throw new ModelException("the repository " + repository + " has neither " + Published.PREPROCESSOR + " nor "
                    + Published.PROCESSOR + "; a checkpoint of this kind needs one. Check the repository's name");
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
        long free = disks.apply(cache.root()).freeBytes();
        if (missing > free) {
            throw new ModelException(String.format(
                    Locale.ROOT,
                    "too little room for the model: %s are still to come, but %s has %s free. Make room, or name a"
                            + " folder on another disk in HF_HUB_CACHE.",
                    ByteCount.of(missing),
                    cache.root(),
                    ByteCount.of(free)));
        }
    }
}
