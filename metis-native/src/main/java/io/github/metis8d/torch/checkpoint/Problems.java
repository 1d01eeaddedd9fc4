package io.github.metis8d.torch.checkpoint;

import java.util.List;

/** Puts several findings into one message. */
final class Problems {
    /** More than a person reads; a file of another kind has hundreds. */
    private static final int MAX_LISTED = 40;

    private Problems() {}

    static String list(List<String> problems) {
        if (problems.size() <= MAX_LISTED) {
            return String.join(", ", problems);
        }
        return String.join(", ", problems.subList(0, MAX_LISTED)) + " and " + (problems.size() - MAX_LISTED) + " more";
    }
}
