/** Fetches published checkpoints, in the cache layout that Python's {@code huggingface_hub} shares. */
package io.github.metis8d.io.hub;
