/**
 * What the other packages of this module need of files themselves, whatever is in them.
 *
 * <ul>
 * <li>Names: {@link FileNames} for names of any bytes under any locale, {@link KeyOrder} for the order of Python and UTF-8,
 *     {@link JsonStrings} for names within JSON.
 * <li>Whole or not at all: {@link WholeFile} writes beside a file and moves, and forces the folder too; {@link ProcessLock}
 *     keeps other threads and processes away meanwhile.
 * <li>Disks that are full or read-only: {@link Disk} asks, {@link WriteFailure} says what to do.
 * </ul>
 */
package io.github.metis8d.io.files;
