package io.github.metis8d.cli;

import io.github.metis8d.Latents;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Paint;
import java.awt.image.BufferedImage;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jfree.chart.ChartUtils;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.annotations.XYDataImageAnnotation;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.PaintScale;
import org.jfree.chart.title.PaintScaleLegend;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;

/**
 * One file's latents over time: a row for each dimension, a column for each frame, or for several of a long file. The
 * colours are ColorBrewer's RdBu, white at zero and as strong on either side, which is told apart by colour-blind people
 * and in print. The scale is as wide as the largest value of the file, so that none lies beyond it.
 */
final class HeatMap {
    private static final int WIDTH = 1000;
    private static final int HEIGHT = 380;
    /** Pixels for each of the above, as for print. */
    private static final int SCALE = 3;

    private static final int MAX_COLUMNS = 2400;
    private static final int MAX_TITLE = 80;
    private static final Color INK = new Color(0x222222);
    private static final Color NOT_FINITE = new Color(0xa0a0a0);
    private static final int[] BLUE_WHITE_RED = {
        0x053061, 0x2166ac, 0x4393c3, 0x92c5de, 0xd1e5f0, 0xf7f7f7, 0xfddbc7, 0xf4a582, 0xd6604d, 0xb2182b, 0x67001f
    };

    private final String key;
    private final Latents latents;

    HeatMap(String key, Latents latents) {
        this.key = key;
        this.latents = latents;
    }

    /** A value's colour, of a range that is as wide on either side of zero. */
    private record Colours(double limit) implements PaintScale {
        @Override
        public double getLowerBound() {
            return -limit;
        }

        @Override
        public double getUpperBound() {
            return limit;
        }

        @Override
        public Paint getPaint(double value) {
            return colour(value);
        }

        Color colour(double value) {
            if (!Double.isFinite(value)) {
                return NOT_FINITE;
            }
            double place = (value / limit + 1) / 2 * (BLUE_WHITE_RED.length - 1);
            place = Math.max(0, Math.min(BLUE_WHITE_RED.length - 1, place));
            int below = Math.min((int) place, BLUE_WHITE_RED.length - 2);
            return between(new Color(BLUE_WHITE_RED[below]), new Color(BLUE_WHITE_RED[below + 1]), place - below);
        }

        private static Color between(Color a, Color b, double share) {
            return new Color(
                    mix(a.getRed(), b.getRed(), share),
                    mix(a.getGreen(), b.getGreen(), share),
                    mix(a.getBlue(), b.getBlue(), share));
        }

        private static int mix(int a, int b, double share) {
            return (int) Math.round(a + (b - a) * share);
        }
    }

    /** Draws it, needing no screen. */
    void writePng(Path file) throws IOException {
        // Before the first use of AWT, which looks for a screen otherwise.
        System.setProperty("java.awt.headless", "true");
        JFreeChart chart = chart();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            ChartUtils.writeScaledChartAsPNG(out, chart, WIDTH, HEIGHT, SCALE, SCALE);
        }
    }

    private JFreeChart chart() {
        Colours colours = new Colours(limit());
        double seconds = (double) latents.frames() / Latents.ROWS_PER_SECOND;

        NumberAxis time = new NumberAxis("time (s)");
        time.setRange(0, Math.max(seconds, 1.0 / Latents.ROWS_PER_SECOND));
        // Labels that keep their distance.
        time.setTickLabelInsets(new RectangleInsets(2, 20, 2, 20));
        SymbolAxis dimensions =
                new SymbolAxis("latent dimension", new String[] {"d1", "d2", "d3", "d4", "d5", "d6", "d7", "d8"});
        dimensions.setRange(-0.5, Latents.DIMENSIONS - 0.5);
        dimensions.setInverted(true);
        dimensions.setGridBandsVisible(false);
        NumberAxis values = new NumberAxis("latent value");
        for (NumberAxis axis : new NumberAxis[] {time, dimensions, values}) {
            axis.setLabelFont(font(Font.PLAIN, 15));
            axis.setTickLabelFont(font(Font.PLAIN, 13));
            axis.setLabelPaint(INK);
            axis.setTickLabelPaint(INK);
        }

        XYPlot plot = new XYPlot(null, time, dimensions, null);
        plot.setDomainGridlinesVisible(false);
        plot.setRangeGridlinesVisible(false);
        plot.setOutlinePaint(INK);
        plot.setOutlineStroke(new BasicStroke(0.8f));
        plot.setBackgroundPaint(Color.WHITE);
        plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
        if (latents.frames() > 0) {
            plot.addAnnotation(new XYDataImageAnnotation(image(colours), 0, -0.5, seconds, Latents.DIMENSIONS));
        }

        JFreeChart chart = new JFreeChart(null, font(Font.BOLD, 16), plot, false);
        chart.setBackgroundPaint(Color.WHITE);
        chart.setPadding(new RectangleInsets(10, 10, 8, 8));
        chart.setTitle(title());
        chart.addSubtitle(subtitle(seconds));
        chart.addSubtitle(colourBar(colours, values));
        return chart;
    }

    private static Font font(int style, int size) {
        return new Font(Font.SANS_SERIF, style, size);
    }

    private TextTitle title() {
        String text = key.length() <= MAX_TITLE ? key : "…" + key.substring(key.length() - MAX_TITLE);
        TextTitle title = new TextTitle(text, font(Font.BOLD, 16));
        title.setPaint(INK);
        return title;
    }

    private TextTitle subtitle(double seconds) {
        String text = String.format(
                Locale.ROOT,
                "%d semantic latents, %d frames at %d Hz (%.2f s)%s%s",
                Latents.DIMENSIONS,
                latents.frames(),
                Latents.ROWS_PER_SECOND,
                seconds,
                columns() < latents.frames() ? "; each column is the mean of its frames" : "",
                isFinite() ? "" : "; grey: NaN or infinite");
        TextTitle subtitle = new TextTitle(text, font(Font.PLAIN, 13));
        subtitle.setPaint(INK);
        subtitle.setMargin(new RectangleInsets(2, 0, 8, 0));
        return subtitle;
    }

    private static PaintScaleLegend colourBar(Colours colours, NumberAxis values) {
        PaintScaleLegend bar = new PaintScaleLegend(colours, values);
        bar.setPosition(RectangleEdge.RIGHT);
        bar.setAxisLocation(AxisLocation.BOTTOM_OR_RIGHT);
        bar.setSubdivisionCount(256);
        bar.setStripWidth(16);
        bar.setStripOutlinePaint(INK);
        bar.setMargin(new RectangleInsets(3, 14, 48, 0));
        bar.setBackgroundPaint(Color.WHITE);
        return bar;
    }

    private double limit() {
        double limit = 0;
        for (float value : latents.values()) {
            limit = Float.isFinite(value) ? Math.max(limit, Math.abs(value)) : limit;
        }
        return limit > 0 ? limit : 1;
    }

    private boolean isFinite() {
        for (float value : latents.values()) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    private int columns() {
        return Math.min(latents.frames(), MAX_COLUMNS);
    }

    /** A pixel for each value; of a long file, for the mean of several frames. */
    private BufferedImage image(Colours colours) {
        int columns = columns();
        BufferedImage image = new BufferedImage(columns, Latents.DIMENSIONS, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < columns; x++) {
            int first = (int) ((long) x * latents.frames() / columns);
            int end = (int) ((x + 1L) * latents.frames() / columns);
            for (int d = 0; d < Latents.DIMENSIONS; d++) {
                double sum = 0;
                for (int frame = first; frame < end; frame++) {
                    sum += latents.get(frame, d);
                }
                image.setRGB(x, d, colours.colour(sum / (end - first)).getRGB());
            }
        }
        return image;
    }
}
