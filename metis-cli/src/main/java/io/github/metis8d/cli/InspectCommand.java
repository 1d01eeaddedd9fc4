package io.github.metis8d.cli;

import io.github.metis8d.Latents;
import io.github.metis8d.cli.report.LatentStatistics;
import io.github.metis8d.cli.report.Survey;
import io.github.metis8d.io.files.Disk;
import io.github.metis8d.io.files.WriteFailure;
import io.github.metis8d.io.latents.CutShortException;
import io.github.metis8d.io.latents.LatentReader;
import io.github.metis8d.io.latents.LatentReader.Entry;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What is in an output. */
@Command(
        name = "inspect",
        description = {
            "Tells what an output holds: files, frames, seconds, the range of each latent.",
            "It may be of any format, compressed or not, finished or NAME.partial, or a single NumPy or Parquet file."
        })
final class InspectCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "FILE",
            description = "The output of extract: a file, or the folder of Parquet or NumPy files.")
    private Path output;

    @Option(
            names = "--plot",
            paramLabel = "OUT.png",
            description = "Draw the latents of one file over time as a heat map.")
    private Path plot;

    @Option(names = "--file", paramLabel = "KEY", description = "The file to draw. Default: the first.")
    private String file;

    @Mixin
    private ReportOptions report;

    @Mixin
    private LoggingOptions logging;

    @Override
    public Integer call() {
        logging.apply();
        if (file != null && plot == null) {
            throw new ParameterException(spec.commandLine(), "--file says what --plot draws; give both");
        }
        report.check();
        Survey survey = report.areGiven() ? new Survey() : null;
        LatentStatistics statistics = survey == null ? new LatentStatistics() : survey.statistics();
        Entry drawn = null;
        String end = null;
        try (LatentReader reader = LatentReader.open(output)) {
            for (Entry entry = reader.next(); entry != null; entry = reader.next()) {
                if (survey == null) {
                    statistics.add(entry);
                } else {
                    survey.add(entry);
                }
                if (drawn == null && plot != null && (file == null || file.equals(entry.key()))) {
                    drawn = entry;
                }
            }
        } catch (CutShortException e) {
            end = e.getMessage();
        } catch (IOException e) {
            throw new CommandFailure(output + " cannot be closed: " + e, e);
        }
        PrintWriter out = spec.commandLine().getOut();
        print(statistics, out);
        if (end != null) {
            out.println("not finished  " + end);
        }
        out.flush();
        if (plot != null) {
            draw(drawn);
        }
        if (survey != null) {
            report.write(output, survey, end, logging);
        }
        return Metis.OK;
    }

    private void draw(Entry drawn) {
        if (drawn == null) {
            throw new CommandFailure(
                    file == null ? output + " holds no file to draw" : output + " has no file " + file, null);
        }
        try {
            new HeatMap(drawn.key(), drawn.latents()).writePng(plot);
        } catch (IOException e) {
            WriteFailure written = WriteFailure.of(e, Disk.of(plot));
            throw new CommandFailure("the picture cannot be written: " + written.reason() + "; " + written.remedy(), e);
        } catch (NoClassDefFoundError e) {
            throw new CommandFailure(
                    "a picture needs JFreeChart and Java's module java.desktop, of which something is not here: "
                            + e.getMessage()
                            + "; put org.jfree:jfreechart beside the command's jars, and run it by a JDK or"
                            + " JRE that is whole",
                    e);
        }
    }

    private static void print(LatentStatistics statistics, PrintWriter out) {
        out.printf(Locale.ROOT, "files         %d%n", statistics.files());
        out.printf(Locale.ROOT, "frames        %d (%s of audio)%n", statistics.frames(), seconds(statistics.frames()));
        if (statistics.files() > 0) {
            out.printf(Locale.ROOT, "shortest      %s%n", length(statistics.shortest()));
            out.printf(Locale.ROOT, "longest       %s%n", length(statistics.longest()));
        }
        out.printf(Locale.ROOT, "NaN or inf    %d files%n", statistics.filesNotFinite());
        statistics.notFinite().forEach(key -> out.printf(Locale.ROOT, "              %s%n", key));
        out.printf(Locale.ROOT, "%n%-10s%12s%12s%12s%12s%n", "dimension", "min", "max", "mean", "std");
        for (int d = 0; d < Latents.DIMENSIONS; d++) {
            LatentStatistics.Range range = statistics.range(d);
            out.printf(
                    Locale.ROOT,
                    "%-10s%12.5g%12.5g%12.5g%12.5g%n",
                    "d" + (d + 1),
                    range.min(),
                    range.max(),
                    range.mean(),
                    range.standardDeviation());
        }
    }

    private static String length(LatentStatistics.Length file) {
        return file.key() + ", " + seconds(file.frames());
    }

    private static String seconds(long frames) {
        return String.format(Locale.ROOT, "%.1f s", (double) frames / Latents.ROWS_PER_SECOND);
    }
}
