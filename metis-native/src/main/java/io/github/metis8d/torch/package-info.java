/** The model on LibTorch, through JavaCPP. An application needs nothing from here but the artifact on its class path. */
package io.github.metis8d.torch;
