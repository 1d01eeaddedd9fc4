/** The job that turns a tree of audio into latents, with its list of failures. */
package io.github.metis8d.io.job;
