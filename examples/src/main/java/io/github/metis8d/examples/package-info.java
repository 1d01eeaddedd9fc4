/** Small programs that embed the library. */
package io.github.metis8d.examples;
