/** Latents in files: what writes them so that a job may be killed at any moment, what reads and what merges them. */
package io.github.metis8d.io.latents;
