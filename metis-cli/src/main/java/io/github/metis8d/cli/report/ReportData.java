package io.github.metis8d.cli.report;

import io.github.metis8d.Latents;
import java.io.IOException;
import java.util.List;

/** The numbers and names of a page, as JSON. Files are named once, and told of elsewhere by their places in that list. */
final class ReportData {
    private static final double[] QUANTILES = {0.001, 0.05, 0.25, 0.5, 0.75, 0.95, 0.999};
    private static final int VALUE_BINS = 80;
    /** Of each list; how long it would be is told too. */
    private static final int LISTED = 200;

    private static final int LISTED_LENGTHS = 10;

    private final Survey survey;
    private final Findings findings;
    private final FileTable files;
    private final FileMap map;
    private final NamedFiles named;
    private final DataWriter out;

    ReportData(Survey survey, Findings findings, DataWriter out) {
        this.survey = survey;
        this.findings = findings;
        this.out = out;
        files = survey.files();
        map = new FileMap(files, findings.axes());
        named = new NamedFiles(files);
    }

    /**
     * Writes all of it.
     *
     * @param levels null if the audio was not measured
     */
    void write(Origin origin, FailureList failures, AudioLevels levels, List<Clip> clips) throws IOException {
        out.object(() -> {
            origin.write(out);
            out.object("totals", () -> {
                out.count("files", files.size());
                out.count("frames", survey.statistics().frames());
                out.count("framesPerSecond", Latents.ROWS_PER_SECOND);
            });
            failures.write(out);
            durations();
            latents();
            findings();
            levels(levels);
            clips(clips);
            map();
            named.addExamples(map);
            files(levels);
        });
    }

    private void durations() throws IOException {
        Durations durations = findings.durations();
        out.object("durations", () -> {
            quantiles(durations::quantile);
            bins(durations.bins());
            list("shortest", durations.shortest(LISTED_LENGTHS));
            list("longest", durations.longest(LISTED_LENGTHS));
        });
    }

    /** All latents over the same range, so that they can be compared. */
    private void latents() throws IOException {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int d = 0; d < Latents.DIMENSIONS; d++) {
            if (survey.values(d).count() > 0) {
                low = Math.min(low, survey.values(d).quantile(QUANTILES[0]));
                high = Math.max(high, survey.values(d).quantile(QUANTILES[QUANTILES.length - 1]));
            }
        }
        double width = high > low ? Bins.roundWidth((high - low) / VALUE_BINS) : 1;
        double start = high >= low ? Math.floor(low / width) * width : 0;
        int bins = high > low ? (int) Math.ceil((high - start) / width + 1e-9) : 1;
        out.array("latents", () -> {
            for (int d = 0; d < Latents.DIMENSIONS; d++) {
                latent(d, start, start + bins * width, bins);
            }
        });
    }

    private void latent(int d, double low, double high, int bins) throws IOException {
        LatentStatistics.Range range = survey.statistics().range(d);
        out.object(() -> {
            out.number("min", range.min());
            out.number("max", range.max());
            out.number("mean", range.mean());
            out.number("std", range.standardDeviation());
            out.count("notFinite", survey.notFinite(d));
            quantiles(survey.values(d)::quantile);
            bins(survey.values(d).bins(low, high, bins));
        });
    }

    private interface Quantile {
        double of(double share);
    }

    private void quantiles(Quantile quantile) throws IOException {
        out.array("quantiles", () -> {
            for (double share : QUANTILES) {
                out.array(() -> {
                    out.number(share);
                    out.number(quantile.of(share));
                });
            }
        });
    }

    private void bins(Bins bins) throws IOException {
        out.object("bins", () -> {
            out.number("low", bins.low());
            out.number("width", bins.width());
            out.count("below", bins.below());
            out.count("above", bins.above());
            out.counts("counts", bins.counts());
        });
    }

    private void findings() throws IOException {
        out.object("findings", () -> {
            list("far", findings.far());
            list("still", findings.still());
            list("notFinite", findings.notFinite());
            out.number("medianMovement", findings.medianMovement());
            out.number("stillShare", Findings.STILL);
        });
    }

    /** The files' places, and how many there are of them if not all are listed. */
    private void list(String name, int[] which) throws IOException {
        out.object(name, () -> {
            out.count("count", which.length);
            out.array("files", () -> {
                for (int i = 0; i < Math.min(which.length, LISTED); i++) {
                    out.count(named.place(which[i]));
                }
            });
        });
    }

    private void levels(AudioLevels levels) throws IOException {
        if (levels == null) {
            out.nothing("levels");
            return;
        }
        out.object("levels", () -> {
            out.count("known", levels.known());
            out.number("silence", AudioLevels.SILENCE);
            out.number("fullScale", AudioLevels.FULL_SCALE);
            out.number("clippedShare", AudioLevels.CLIPPED);
            list("silent", levels.silent());
            list("clipped", levels.clipped());
            bins(levels.bins());
        });
    }

    private void clips(List<Clip> clips) throws IOException {
        out.array("clips", () -> {
            for (Clip clip : clips) {
                out.object(() -> {
                    out.count("file", named.place(clip.file()));
                    out.text("why", clip.why());
                    out.count("frames", clip.frames());
                    out.array("columns", () -> {
                        for (float[] latent : clip.columns()) {
                            out.numbers(latent);
                        }
                    });
                });
            }
        });
    }

    private void map() throws IOException {
        out.object("map", () -> {
            out.array("axes", () -> {
                axis(0, map.horizontal());
                axis(1, map.vertical());
            });
            out.count("beyond", map.beyond());
            out.count("columns", FileMap.COLUMNS);
            out.count("rows", FileMap.ROWS);
            // Of the cells that are not empty: which, and how many files it has.
            out.array("cells", () -> {
                int[] counts = map.counts();
                for (int cell = 0; cell < counts.length; cell++) {
                    if (counts[cell] > 0) {
                        out.count(cell);
                        out.count(counts[cell]);
                    }
                }
            });
        });
    }

    private void axis(int axis, FileMap.Side side) throws IOException {
        out.object(() -> {
            out.number("share", findings.axes().share(axis));
            out.number("low", side.low());
            out.number("high", side.high());
            out.array("parts", () -> {
                for (double part : findings.axes().axes()[axis]) {
                    out.number(part);
                }
            });
        });
    }

    /** A row for each file that is named. */
    private void files(AudioLevels levels) throws IOException {
        out.array("files", () -> {
            for (int file : named.inOrder()) {
                out.array(() -> {
                    out.text(files.key(file));
                    out.number(files.seconds(file));
                    out.number(map.x(file));
                    out.number(map.y(file));
                    out.number(findings.distances().of(file));
                    out.number(files.movement(file));
                    out.count(files.notFinite(file));
                    if (levels != null && levels.isKnown(file)) {
                        out.number(levels.peak(file));
                        out.number(levels.decibels(file));
                        out.number(levels.atFullScale(file));
                    }
                });
            }
        });
    }
}
