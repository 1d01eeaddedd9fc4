/** 16 kHz speech to 8-D continuous semantic latents: the public API. */
package io.github.metis8d;
