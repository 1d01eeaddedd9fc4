/** From a file of audio to 16 kHz mono samples, as the reference reads and resamples them. */
package io.github.metis8d.io.audio;
