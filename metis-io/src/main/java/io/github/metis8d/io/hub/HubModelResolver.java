package io.github.metis8d.io.hub;

import io.github.metis8d.ModelException;
import io.github.metis8d.ModelSource.Checkpoint;
import io.github.metis8d.ModelSource.Hub;
import io.github.metis8d.spi.ModelResolver;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Brings published checkpoints onto this machine. What is whole in the cache is used as it is, without a word to the
 * network; only {@link #pull} asks whether the hub has something newer.
 */
public final class HubModelResolver implements ModelResolver {
    private static final Duration STALL = Duration.ofSeconds(60);

    private final HubSettings settings;
    private final FetchListener listener;
    private final CheckpointCache cached;
    private final CheckpointFetch fetch;
    private final ResumableDownload download;
    private final FetchFailure failure;

    /**
     * With the settings of the environment, telling the log how downloads get on. Made by
     * {@link java.util.ServiceLoader}.
     *
     * @throws ModelException if a variable of the environment has a value that cannot be meant
     */
    public HubModelResolver() {
        this(HubSettings.fromEnvironment(), new LoggingFetchListener());
    }

    /**
     * With settings of one's own.
     *
     * @param settings where checkpoints come from and go to
     * @param listener is told how downloads get on
     */
    public HubModelResolver(HubSettings settings, FetchListener listener) {
        this(
                settings,
                listener,
                Published.stats(settings.statsUrl()),
                pause -> Thread.sleep(pause.toMillis()),
                FreeSpace.ON_DISK,
                STALL);
    }

    HubModelResolver(
            HubSettings settings,
            FetchListener listener,
            Download stats,
            Retries.Sleeper sleeper,
            FreeSpace space,
            Duration stall) {
        this.settings = settings;
        this.listener = listener;
        HubHttp http = new HubHttp(settings);
        Retries retries = new Retries(sleeper, listener);
        HubClient client = new HubClient(settings, http, retries);
        HubCache cache = new HubCache(settings.hubCache(), settings.symlinks());
        StatisticsFile statistics = new StatisticsFile(settings.assetsCache(), stats);
        this.download = new ResumableDownload(http, retries, listener, stall);
        this.cached = new CheckpointCache(cache, statistics);
        this.fetch = new CheckpointFetch(client, new HubFetcher(cache, download, listener), cache, statistics, space);
        this.failure = new FetchFailure(settings, client);
    }

    @Override
    public Checkpoint resolve(Hub source) {
        Optional<Checkpoint> here = cached(source);
        return here.isPresent() ? here.get() : pull(source);
    }

    /**
     * {@return the files of a checkpoint that is whole in the cache} The network is not used.
     *
     * @param source where the checkpoint is published
     * @throws ModelException if the cache cannot be read
     */
    public Optional<Checkpoint> cached(Hub source) {
        try {
            return cached.find(source);
        } catch (IOException e) {
            throw failure.of(e, source);
        }
    }

    /**
     * Fetches what the cache lacks of a checkpoint at the commit that the hub has now.
     *
     * @param source where the checkpoint is published
     * @return its files, whole
     * @throws ModelException if a file cannot be had; the message says which, why, and what to do
     */
    public Checkpoint pull(Hub source) {
        if (settings.offline()) {
            throw failure.offline(source);
        }
        try {
            fetch.run(source, download, listener);
            return cached.find(source)
                    .orElseThrow(() -> new ModelException("the cache " + settings.hubCache()
                            + " lacks what was just fetched; is something else clearing it?"));
        } catch (IOException e) {
            throw failure.of(e, source);
        }
    }
}
