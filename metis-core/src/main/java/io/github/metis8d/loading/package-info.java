/**
 * How native libraries are loaded: for the modules of this library, not for applications.
 *
 * <p>Each module with a native library has a {@link NativeLibrary}, which loads it once in a process: it lifts JavaCPP's limits
 * ({@link JavaCppMemory}), finds a folder that can be written ({@link CacheFolder}), and unpacks under a {@link CacheLock}, so
 * that no process maps what another is still writing. What stands in the way ({@link AddressSpace} may) is put into words by
 * {@link LoadFailure}. Here is no JavaCPP: the modules call it, and this package knows what goes wrong around it.
 */
package io.github.metis8d.loading;
