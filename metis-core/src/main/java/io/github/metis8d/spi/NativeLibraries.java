package io.github.metis8d.spi;

/**
 * Has the JVM resolve the modules of a platform's native libraries. On the module path only what some module requires is
 * there, and no module that runs on several platforms can require those of one. A module that does, and provides this
 * service, is resolved wherever metis-core is. Nothing calls it.
 */
public interface NativeLibraries {}
