/**
 * {@code metis doctor --prove}: whether a device computes right, how fast, and what stands in its way, in a report for who
 * decides about it.
 *
 * <p>{@link ProofPlan} lists the steps, whose code is in {@code steps}; {@link Prover} has them run one after the other, each in
 * a process of its own ({@code process}); what comes of it is a {@link Proof}, which {@link MarkdownReport} and
 * {@link JsonReport} write. {@link Estimates} are the figures that docs/gpu.md has on paper, which the report sets beside
 * those that were measured.
 */
package io.github.metis8d.cli.prove;
