package io.github.metis8d.torch.checkpoint;

import java.util.List;

/** Puts several findings into one message. */
public final class Problems {
    /** More than a person reads; a file of another kind has hundreds. */
    private static final int MAX_LISTED = 40;

    private Problems() {}

    /**
     * {@return the findings one after the other, the first of them if they are many}
     *
     * @param problems what was found
     */
    public static String list(List<String> problems) {
        if (problems.size() <= MAX_LISTED) {
            return String.join(", ", problems);
        }
        return String.join(", ", problems.subList(0, MAX_LISTED)) + " and " + (problems.size() - MAX_LISTED) + " more";
    }
}
