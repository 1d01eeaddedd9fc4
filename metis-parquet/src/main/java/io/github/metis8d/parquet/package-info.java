/** Latents as Parquet, by Apache's parquet-java. */
package io.github.metis8d.parquet;
