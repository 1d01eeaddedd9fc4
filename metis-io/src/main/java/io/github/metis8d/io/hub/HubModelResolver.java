package io.github.metis8d.io.hub;

import io.github.metis8d.ModelException;
import io.github.metis8d.ModelSource.Checkpoint;
import io.github.metis8d.ModelSource.Hub;
import io.github.metis8d.spi.ModelResolver;
import java.io.IOException;
import java.util.Optional;

/**
 * Brings published checkpoints onto this machine. What is whole in the cache is used as it is, without a word to the
 * network; only {@link #pull} asks whether the hub has something newer.
 */
public final class HubModelResolver implements ModelResolver {
    private final HubSettings settings;
    private final FetchListener listener;
    private final CheckpointCache cached;
    private final CheckpointFetch fetch;
    private final StatisticsFetch statistics;
    private final FetchFailure failure;

    /**
     * With the settings of the environment, telling the log how downloads get on. Made by
     * {@link java.util.ServiceLoader}.
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
        this(settings, listener, Published.STATISTICS, Machine.here());
    }

    HubModelResolver(HubSettings settings, FetchListener listener, PublishedStatistics published, Machine machine) {
        this.settings = settings;
        this.listener = listener;
        HubHttp http = new HubHttp(settings, machine.stall());
        Retries retries = new Retries(machine.sleeper(), machine.random(), listener);
        HubClient client = new HubClient(settings, http, retries);
        HubCache cache = new HubCache(settings.hubCache(), settings.symlinks());
        StatisticsFile file = StatisticsFile.in(settings.assetsCache());
        HubFetcher fetcher = new HubFetcher(cache, new ResumableDownload(http, retries, listener), listener);
        this.cached = new CheckpointCache(cache, file);
        this.fetch = new CheckpointFetch(client, fetcher, cache, machine.disks());
        this.statistics = new StatisticsFetch(settings, client, http, retries, file, published);
        this.failure = new FetchFailure(settings, client, statistics, machine.disks());
    }

    @Override
    public Checkpoint resolve(Hub source) {
        Optional<Checkpoint> here = cached(source);
        return here.isPresent() ? here.get() : bring(source, cached.hasRepositories(source));
    }

    /**
     * {@return the files of a checkpoint that is whole in the cache} The network is not used.
     *
     * @param source where the checkpoint is published
     */
    public Optional<Checkpoint> cached(Hub source) {
        return cached.find(source);
    }

    /**
     * Fetches what the cache lacks of a checkpoint at the commit that the hub has now.
     *
     * @param source where the checkpoint is published
     * @return its files, whole
     * @throws ModelException if a file cannot be had; the message says which, why, and what to do
     */
    public Checkpoint pull(Hub source) {
        return bring(source, false);
    }

    private Checkpoint bring(Hub source, boolean hasRepositories) {
        if (settings.offline()) {
            throw failure.offline(source);
        }
        try {
            if (!hasRepositories) {
                fetch.run(source);
            }
            // Last, as they may come from another host, which need not be reached as the hub is.
            if (source.stats().isEmpty()) {
                statistics.run(listener);
            }
            return cached.find(source)
                    .orElseThrow(() -> new ModelException("the cache " + settings.hubCache()
                            + " lacks what was just fetched; is something else clearing it?"));
        } catch (IOException e) {
            throw failure.of(e, source);
        }
    }
}
