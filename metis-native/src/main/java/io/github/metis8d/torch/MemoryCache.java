package io.github.metis8d.torch;

/** Memory of a device that no tensor holds any more, but that LibTorch keeps for later ones. */
@FunctionalInterface
interface MemoryCache {
    /** The CPU's: its memory goes back to the system as it is freed. */
    MemoryCache NONE = () -> {};

    /** Gives the memory back to the device. Never fails. */
    void empty();
}
