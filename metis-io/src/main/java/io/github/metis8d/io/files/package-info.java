/** What this module needs of files themselves: names of any bytes, files that are there whole or not at all, full disks. */
package io.github.metis8d.io.files;
