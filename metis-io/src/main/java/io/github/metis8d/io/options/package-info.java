/** What the commands that encode trees of files say of the options that they have in common. */
package io.github.metis8d.io.options;
