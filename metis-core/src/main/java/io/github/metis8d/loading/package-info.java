/** How native libraries are loaded: for the modules of this library, not for applications. */
package io.github.metis8d.loading;
