package io.github.metis8d.io.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Lays files out step by step as {@code hf_hub_download} of {@code huggingface_hub} 1.33 leaves them. */
final class PythonCache {
    private final Path root;

    PythonCache(Path root) {
        this.root = root;
    }

    void put(String repository, String name, byte[] content, boolean large) throws IOException {
        Path folder = root.resolve("models--" + repository.replace("/", "--"));
        String etag = Hashes.of(content, large).hex();
        Path blob = folder.resolve("blobs").resolve(etag);
        Path pointer = folder.resolve("snapshots").resolve(FakeHub.COMMIT).resolve(Path.of("", name.split("/")));
        Files.createDirectories(blob.getParent());
        Files.createDirectories(pointer.getParent());
        Files.createDirectories(folder.resolve("refs"));
        Files.writeString(folder.resolve("refs/main"), FakeHub.COMMIT);
        Files.writeString(
                root.resolve("CACHEDIR.TAG"), "Signature: 8a477f597d28d172789f06886806bc55\n# This file is a tag\n");
        Path lock = root.resolve(".locks").resolve(folder.getFileName()).resolve(etag + ".lock");
        Files.createDirectories(lock.getParent());
        Files.write(lock, new byte[0]);
        Files.write(blob, content);
        Files.createSymbolicLink(pointer, pointer.getParent().relativize(blob));
    }
}
