/** The page that shows what an output holds: gathered in one pass over it, drawn by the browser that opens it. */
package io.github.metis8d.cli.report;
