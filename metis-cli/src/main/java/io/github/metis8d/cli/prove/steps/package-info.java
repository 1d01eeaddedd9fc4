/** What a proof tries: each step a class, run in a process of its own. The names of the values that it finds are its constants. */
package io.github.metis8d.cli.prove.steps;
