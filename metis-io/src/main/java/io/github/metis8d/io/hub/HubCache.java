package io.github.metis8d.io.hub;

import io.github.metis8d.HubRepository;
import io.github.metis8d.io.files.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The hub's cache on disk, as {@code huggingface_hub} lays it out.
 *
 * <pre>
 * models--OWNER--REPO/blobs/HASH                  the content
 * models--OWNER--REPO/refs/REVISION               the commit of a branch or tag
 * models--OWNER--REPO/snapshots/COMMIT/FILE       a relative link to a blob
 * .locks/models--OWNER--REPO/HASH.lock
 * </pre>
 *
 * Where links cannot be made, the snapshot holds the file itself.
 */
final class HubCache {
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
    private static final Pattern FILE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*(?:/[A-Za-z0-9_][A-Za-z0-9._-]*)*");
    private static final int MAX_REF_BYTES = 1024;

    private final Path root;
    private final boolean symlinks;

    HubCache(Path root, boolean symlinks) {
        this.root = root.toAbsolutePath();
        this.symlinks = symlinks;
    }

    /** {@return whether the text is a commit's hash} */
    static boolean isCommit(String text) {
        return COMMIT.matcher(text).matches();
    }

    /** {@return whether the text names a file in a repository, and nothing outside it} */
    static boolean isFile(String text) {
        return FILE.matcher(text).matches() && !text.contains("..");
    }

    Path root() {
        return root;
    }

    Path folder(HubRepository repository) {
        return root.resolve("models--" + repository.name().replace("/", "--"));
    }

    Path blob(HubRepository repository, ETag etag) {
        return folder(repository).resolve("blobs").resolve(etag.name());
    }

    /**
     * {@return what a download is written to until it is whole} The name is not Python's {@code HASH.incomplete}: Python
     * locks with flock, the JDK with fcntl, and these do not see each other, so the two must not share a file.
     */
    Path incomplete(HubRepository repository, ETag etag) {
        return folder(repository).resolve("blobs").resolve(etag.name() + ".metis.incomplete");
    }

    Path lock(HubRepository repository, ETag etag) {
        return root.resolve(".locks").resolve(folder(repository).getFileName()).resolve(etag.name() + ".lock");
    }

    Path snapshot(HubRepository repository, String commit) {
        if (!isCommit(commit)) {
            throw new IllegalArgumentException("no commit: " + commit);
        }
        return folder(repository).resolve("snapshots").resolve(commit);
    }

    Path pointer(HubRepository repository, String commit, String file) {
        if (!isFile(file)) {
            throw new IllegalArgumentException("no name of a file in a repository: " + file);
        }
        return snapshot(repository, commit).resolve(file);
    }

    /** {@return the commit that the repository's revision was at when it was last fetched} */
    Optional<String> commit(HubRepository repository) {
        if (isCommit(repository.revision())) {
            return Optional.of(repository.revision());
        }
        Path ref = ref(repository);
        try {
            return Files.isRegularFile(ref) && Files.size(ref) <= MAX_REF_BYTES
                    ? Optional.of(Files.readString(ref).strip()).filter(HubCache::isCommit)
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Notes the commit that a branch or tag is at. */
    void remember(HubRepository repository, String commit) throws IOException {
        if (commit.equals(repository.revision()) || commit(repository).equals(Optional.of(commit))) {
            return;
        }
        Path ref = ref(repository);
        Files.createDirectories(ref.getParent());
        Path written = ref.resolveSibling(ref.getFileName() + "." + UUID.randomUUID() + ".tmp");
        WholeFile.write(ref, written, out -> out.write(commit.getBytes(StandardCharsets.US_ASCII)));
    }

    /**
     * Makes the blob a file of a snapshot.
     *
     * @param isNew whether no other snapshot can hold this blob yet, so that it may be moved where links are not had
     */
    void link(Path blob, Path pointer, boolean isNew) throws IOException {
        if (Files.exists(pointer)) {
            return;
        }
        Files.createDirectories(pointer.getParent());
        if (Files.exists(pointer, LinkOption.NOFOLLOW_LINKS)) {
            Files.delete(pointer); // a link to a blob that is gone
        }
        if (symlinks && madeSymlink(blob, pointer)) {
            return;
        }
        if (isNew) {
            Files.move(blob, pointer);
        } else {
            Files.copy(blob, pointer);
        }
    }

    private static boolean madeSymlink(Path blob, Path pointer) throws IOException {
        try {
            Files.createSymbolicLink(pointer, pointer.getParent().relativize(blob));
            return true;
        } catch (FileAlreadyExistsException e) {
            return true; // Python made it since we looked
        } catch (UnsupportedOperationException | IOException e) {
            return false; // e.g. Windows without the right to make links
        }
    }

    private Path ref(HubRepository repository) {
        return folder(repository).resolve("refs").resolve(repository.revision());
    }
}
