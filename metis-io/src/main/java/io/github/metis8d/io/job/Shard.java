package io.github.metis8d.io.job;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * One of several parts of a set of files, for as many processes or machines. Which part a file is in depends on its key
 * alone: the CRC-32 of its UTF-8 bytes, modulo the number of parts.
 *
 * @param index which part, from 1
 * @param count how many there are
 */
public record Shard(int index, int count) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,6})/(\\d{1,6})");

    /**
     * Checks the numbers.
     *
     * @param index from 1 to count
     * @param count at least 1
     */
    public Shard {
        if (index < 1 || index > count) {
            throw new IllegalArgumentException(
                    "a shard is I/N with I from 1 to N, e.g. 2/8, not " + index + "/" + count);
        }
    }

    /**
     * Reads a shard's name.
     *
     * @param text e.g. 2/8
     * @return the shard
     * @throws IllegalArgumentException if it is none
     */
    public static Shard parse(String text) {
        Matcher numbers = FORM.matcher(text);
        if (!numbers.matches()) {
            throw new IllegalArgumentException("a shard is I/N with I from 1 to N, e.g. 2/8, not " + text);
        }
        return new Shard(Integer.parseInt(numbers.group(1)), Integer.parseInt(numbers.group(2)));
    }

    /**
     * {@return whether a file is in this part}
     *
     * @param key the file
     */
    public boolean holds(String key) {
        CRC32 hash = new CRC32();
        hash.update(key.getBytes(StandardCharsets.UTF_8));
        return hash.getValue() % count == index - 1;
    }

    @Override
    public String toString() {
        return index + "/" + count;
    }
}
