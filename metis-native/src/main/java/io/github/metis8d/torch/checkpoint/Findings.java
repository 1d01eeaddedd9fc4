package io.github.metis8d.torch.checkpoint;

import java.util.ArrayList;
import java.util.List;

/** What is wrong with a file, gathered, so that one message tells all of it. For one thread. */
public final class Findings {
    /** More than a person reads; a file of another kind has hundreds. */
    private static final int MAX_LISTED = 40;

    private final List<String> all = new ArrayList<>();

    /** Nothing found yet. */
    public Findings() {}

    /**
     * Adds one.
     *
     * @param finding what is wrong
     */
    public void add(String finding) {
        all.add(finding);
    }

    /**
     * Adds those of another look at the same file.
     *
     * @param others follow these
     */
    public void addAll(Findings others) {
        all.addAll(others.all);
    }

    /** {@return whether nothing is wrong} */
    public boolean isEmpty() {
        return all.isEmpty();
    }

    /** {@return all of them one after the other, or the first and how many more there are} */
    @Override
    public String toString() {
        String listed = String.join(", ", all.subList(0, Math.min(all.size(), MAX_LISTED)));
        return all.size() <= MAX_LISTED ? listed : listed + " and " + (all.size() - MAX_LISTED) + " more";
    }
}
