package io.github.metis8d.cli.report;

import io.github.metis8d.io.job.Failure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The files that failed, by kind; of each kind the first are listed, so that a page stays small where all failed. */
final class FailureList {
    private static final int LISTED_OF_A_KIND = 1000;
    /** Of a reason, which may hold all that a decoder said. */
    private static final int MAX_REASON = 300;

    private final String name;
    private final Map<String, List<Failure>> kinds = new LinkedHashMap<>();

    /** @param name of the file that lists them all */
    FailureList(String name, List<Failure> failures) {
        this.name = name;
        failures.forEach(failure ->
                kinds.computeIfAbsent(failure.kind(), kind -> new ArrayList<>()).add(failure));
    }

    void write(DataWriter out) throws IOException {
        List<Map.Entry<String, List<Failure>>> byCount = new ArrayList<>(kinds.entrySet());
        byCount.sort((a, b) -> Integer.compare(b.getValue().size(), a.getValue().size()));
        out.object("failures", () -> {
            out.text("list", name);
            out.array("kinds", () -> {
                for (Map.Entry<String, List<Failure>> kind : byCount) {
                    out.object(() -> {
                        out.text("kind", kind.getKey());
                        out.count("count", kind.getValue().size());
                        out.array("files", () -> files(kind.getValue(), out));
                    });
                }
            });
        });
    }

    private static void files(List<Failure> failures, DataWriter out) throws IOException {
        for (Failure failure : failures.subList(0, Math.min(failures.size(), LISTED_OF_A_KIND))) {
            out.array(() -> {
                out.text(failure.key());
                out.text(shortened(failure.message()));
            });
        }
    }

    private static String shortened(String reason) {
        return reason.length() <= MAX_REASON ? reason : reason.substring(0, MAX_REASON) + " …";
    }
}
