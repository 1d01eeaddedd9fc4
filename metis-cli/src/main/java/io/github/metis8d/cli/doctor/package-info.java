/** What {@code metis doctor} looks at: what the machine has, and whether a device computes right. */
package io.github.metis8d.cli.doctor;
