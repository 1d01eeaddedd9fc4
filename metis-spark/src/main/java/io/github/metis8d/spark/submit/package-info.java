/**
 * The job for {@code spark-submit}: a tree of audio files in any store that Spark reads, to tables of latents and failures.
 *
 * <p>{@link io.github.metis8d.spark.submit.Extract} is its main class. On the driver, {@code AudioListing} lists the tree,
 * {@code ExtractionRun} cuts the list into batches and has {@code LatentTables} write one after the other by Spark's own
 * committers, each as a folder of its own; so a job that is killed has what was committed, and goes on with the rest.
 */
package io.github.metis8d.spark.submit;
