package io.github.metis8d.torch.checkpoint;

/**
 * Numbers that tensors share, as a pickle names them; it does not hold them.
 *
 * @param type of each number
 * @param key its name in the file
 * @param size how many numbers it claims to have
 */
record TorchStorage(StorageType type, String key, long size) {}
