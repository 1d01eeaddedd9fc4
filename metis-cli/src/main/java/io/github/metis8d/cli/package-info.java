/** The {@code metis} command. */
package io.github.metis8d.cli;
