package io.github.metis8d.io.hub;

import io.github.metis8d.HubRepository;
import java.util.List;

/**
 * A repository of the hub of which a snapshot is in the cache.
 *
 * @param repository its name, and the commit of the snapshot
 * @param revisions the branches and tags that were at this commit when they were fetched last
 * @param files how many files are here
 * @param bytes how large these are together
 */
public record CachedRepository(HubRepository repository, List<String> revisions, int files, long bytes) {
    /**
     * Copies the list.
     *
     * @param repository not null
     * @param revisions not null
     * @param files 0 or more
     * @param bytes 0 or more
     */
    public CachedRepository {
        revisions = List.copyOf(revisions);
    }
}
