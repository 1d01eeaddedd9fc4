package io.github.metis8d;

import java.util.regex.Pattern;

/**
 * A model repository on the Hugging Face hub, at one revision. The parts of the name become parts of paths and URLs, so
 * they are held to the hub's own alphabet.
 *
 * @param name {@code OWNER/REPO}
 * @param revision a branch, a tag, or a commit's 40 hexadecimal digits
 */
public record HubRepository(String name, String revision) {
    /** The branch that a repository is read at unless another revision is named. */
    public static final String DEFAULT_REVISION = "main";

    private static final int MAX_REVISION = 200;
    private static final String WORD = "[A-Za-z0-9](?:[A-Za-z0-9._-]{0,94}[A-Za-z0-9_])?";
    private static final Pattern NAME = Pattern.compile(WORD + "/" + WORD);
    private static final Pattern REVISION =
            Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*(?:/[A-Za-z0-9_][A-Za-z0-9._-]*)*");

    /**
     * Checks both parts.
     *
     * @param name letters, digits, and "-", "_" or "." between them, on both sides of one "/"
     * @param revision of the same alphabet, parted by "/"
     * @throws IllegalArgumentException if a part is none that the hub could have
     */
    public HubRepository {
        if (!NAME.matcher(name).matches() || name.contains("--") || name.contains("..") || name.endsWith(".git")) {
            throw new IllegalArgumentException("\"" + name + "\" is no name of a repository on the hub; "
                    + "write OWNER/REPO, e.g. facebook/w2v-bert-2.0");
        }
        if (!REVISION.matcher(revision).matches()
                || revision.contains("..")
                || revision.endsWith(".")
                || revision.length() > MAX_REVISION) {
            throw new IllegalArgumentException("\"" + revision + "\" is no revision of a repository on the hub; "
                    + "name a branch, a tag or a commit");
        }
    }

    /**
     * Reads what a person writes.
     *
     * @param text {@code OWNER/REPO} or {@code OWNER/REPO@REVISION}
     * @return the repository
     * @throws IllegalArgumentException if it is none
     */
    public static HubRepository parse(String text) {
        int at = text.indexOf('@');
        return at < 0
                ? new HubRepository(text, DEFAULT_REVISION)
                : new HubRepository(text.substring(0, at), text.substring(at + 1));
    }

    /**
     * {@return the same repository at another revision}
     *
     * @param other a branch, a tag or a commit
     */
    public HubRepository at(String other) {
        return new HubRepository(name, other);
    }

    @Override
    public String toString() {
        return revision.equals(DEFAULT_REVISION) ? name : name + "@" + revision;
    }
}
