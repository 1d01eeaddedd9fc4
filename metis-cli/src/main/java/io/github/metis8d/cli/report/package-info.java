/**
 * The page that shows what an output holds, drawn by the browser that opens it. {@link Report} makes it:
 *
 * <ol>
 * <li>{@link Survey} reads the output once and gathers what does not grow with it ({@link LatentStatistics}, {@link
 *     ValueDistribution}, {@link Durations}) and, of every file, 48 bytes and its name ({@link FileTable});
 * <li>{@link AudioSurvey} decodes the files, if their folder is named, for silence and clipping ({@link AudioLevels});
 * <li>{@link PrincipalAxes}, {@link Distances} and {@link FileMap} lay the files out in a plane, {@link Findings} says which
 *     a person should look at, {@link NamedFiles} which the page has room to name;
 * <li>{@link ClipChoice} reads the output again, up to the last file that is drawn over time ({@link Clip});
 * <li>{@link ReportData} writes all that as JSON through {@link DataWriter}, and {@link ReportPage} puts it, the style and the
 *     programs into one file that needs no other.
 * </ol>
 */
package io.github.metis8d.cli.report;
