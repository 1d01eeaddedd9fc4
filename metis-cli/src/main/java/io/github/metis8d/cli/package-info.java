/**
 * The {@code metis} command: a class for each subcommand, with options that several have in common in classes of their own
 * ({@code FileOptions}, {@code ModelOptions}, {@code OutputOptions}, {@code SourceOptions}, {@code LoggingOptions}). Nothing is
 * computed here: {@code extract} joins an {@link io.github.metis8d.io.job.ExtractionJob} to an output and to the terminal
 * ({@code Progress}, {@code StatusLine}), and {@code StopSignal} ends it in order.
 */
package io.github.metis8d.cli;
