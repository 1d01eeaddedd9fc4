/** JMH benchmarks. */
package io.github.metis8d.bench;
