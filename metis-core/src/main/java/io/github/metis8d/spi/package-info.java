/** What a backend implements to run the model on a device. */
package io.github.metis8d.spi;
