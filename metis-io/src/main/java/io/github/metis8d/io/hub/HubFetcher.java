package io.github.metis8d.io.hub;

import io.github.metis8d.HubRepository;
import io.github.metis8d.io.files.ProcessLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Brings files of the hub into its cache. */
final class HubFetcher {
    private final HubCache cache;
    private final ResumableDownload download;
    private final FetchListener listener;

    HubFetcher(HubCache cache, ResumableDownload download, FetchListener listener) {
        this.cache = cache;
        this.download = download;
        this.listener = listener;
    }

    /** {@return how many bytes of the file are still to come, 0 if the hub does not say how large it is} */
    long missing(RemoteFile file) throws IOException {
        HubRepository repository = file.repository();
        if (Files.exists(pointer(file)) || Files.exists(cache.blob(repository, file.etag()))) {
            return 0;
        }
        Path partial = cache.incomplete(repository, file.etag());
        long have = Files.exists(partial) ? Files.size(partial) : 0;
        long size = file.size().orElse(0);
        return have > size ? size : size - have;
    }

    /** Makes the file part of its snapshot, with the least that is needed: a download, a link, or nothing. */
    Path fetch(RemoteFile file) throws IOException {
        Path pointer = pointer(file);
        if (Files.exists(pointer)) {
            return pointer;
        }
        HubRepository repository = file.repository();
        Path blob = cache.blob(repository, file.etag());
        try (ProcessLock lock = FetchLock.take(cache.lock(repository, file.etag()), file.title(), listener)) {
            boolean isNew = !Files.exists(blob);
            if (isNew && !Files.exists(pointer)) {
                download.run(file.download(), cache.incomplete(repository, file.etag()), blob);
            }
            cache.link(blob, pointer, isNew);
        }
        return pointer;
    }

    private Path pointer(RemoteFile file) {
        return cache.pointer(file.repository(), file.repository().revision(), file.name());
    }
}
