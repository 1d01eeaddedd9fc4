/** Benchmarks: JMH's, and of whole jobs in front of simulated devices. */
package io.github.metis8d.bench;
