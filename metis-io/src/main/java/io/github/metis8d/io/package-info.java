/** Files: audio in, latents out, and the job that turns a tree of the one into the other. */
package io.github.metis8d.io;
