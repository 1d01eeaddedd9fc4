package io.github.metis8d.cli.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * A page that needs nothing but itself: its style, its programs and its data stand in it, and its policy lets a browser
 * load nothing else and run no other program, whatever a file is called.
 */
final class ReportPage {
    /** From Apache ECharts, put beside these classes by the build. */
    private static final String CHARTS = "echarts/dist/echarts.min.js";

    private static final List<String> SCRIPTS = List.of(
            "words.js", "charts.js", "map.js", "find.js", "overview.js", "distributions.js", "findings.js", "page.js");

    private ReportPage() {}

    /** What a page is told. */
    interface Data {
        void writeTo(Writer out) throws IOException;
    }

    static void write(Writer out, Data data) throws IOException {
        String library = resource(CHARTS);
        StringBuilder program = new StringBuilder();
        for (String script : SCRIPTS) {
            program.append(resource(script));
        }
        Map<String, Data> parts = Map.of(
                "policy",
                o -> o.write("default-src 'none'; script-src " + hash(library) + " " + hash(program.toString())
                        + "; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"),
                "style",
                o -> o.write(resource("page.css")),
                "data",
                data,
                "library",
                o -> o.write(library),
                "program",
                o -> o.write(program.toString()));
        String[] template = resource("page.html").split("\\{\\{|}}");
        for (int i = 0; i < template.length; i++) {
            if (i % 2 == 0) {
                out.write(template[i]);
            } else {
                parts.get(template[i]).writeTo(out);
            }
        }
    }

    /** By which a policy allows a program. */
    private static String hash(String program) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(program.getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(hash) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the build lacks " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
