package io.github.metis8d.io.latents;

import io.github.metis8d.MetisException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder of Parquet files, {@code part-00000.parquet} and so on. While a job works, its last part is one under a hidden
 * name, which no reader of the folder takes for a part, and what that holds so far is in a journal of JSON lines beside it.
 *
 * @param folder the folder, which may be missing
 */
record PartFolder(Path folder) {
    private static final String ENDING = ".parquet";
    private static final Pattern PART = Pattern.compile("part-(\\d{5,9})\\.parquet");
    private static final Pattern JOURNAL = Pattern.compile("\\.part-(\\d{5,9})\\.jsonl");
    private static final Pattern UNFINISHED = Pattern.compile("\\.part-\\d{5,9}\\.(parquet\\.new|jsonl)");

    /** Whether a folder holds Parquet files, whoever wrote them, or what will be one. */
    boolean isThere() {
        return Files.isDirectory(folder)
                && names().stream()
                        .anyMatch(
                                name -> isFile(name) || UNFINISHED.matcher(name).matches());
    }

    /** Whether there is nothing in the folder. */
    boolean isEmpty() {
        return names().isEmpty();
    }

    /** The files to read, in order. Hidden ones are others', as everywhere. */
    List<Path> files() {
        return names().stream().filter(PartFolder::isFile).map(folder::resolve).toList();
    }

    private static boolean isFile(String name) {
        return name.endsWith(ENDING) && !name.startsWith(".") && !name.startsWith("_");
    }

    /** The number of the part that comes next, or is unfinished. */
    int next() {
        int next = 0;
        for (String name : names()) {
            Matcher part = PART.matcher(name);
            Matcher journal = JOURNAL.matcher(name);
            if (part.matches()) {
                next = Math.max(next, Integer.parseInt(part.group(1)) + 1);
            } else if (journal.matches()) {
                // Of a part that is there it is only left over.
                next = Math.max(next, Integer.parseInt(journal.group(1)));
            }
        }
        return next;
    }

    /** Whether a job has begun a part that it has not completed. */
    boolean isUnfinished() {
        return names().stream().anyMatch(name -> UNFINISHED.matcher(name).matches());
    }

    Path part(int number) {
        return folder.resolve(name(number) + ENDING);
    }

    /** A part until it is whole. */
    Path unfinished(int number) {
        return folder.resolve("." + name(number) + ENDING + ".new");
    }

    /** What is in an unfinished part. */
    Path journal(int number) {
        return folder.resolve("." + name(number) + ".jsonl");
    }

    private static String name(int number) {
        return String.format(Locale.ROOT, "part-%05d", number);
    }

    /**
     * Keeps what no job wrote from being replaced.
     *
     * @throws MetisException if the folder holds such
     */
    void refuseStrangers() {
        for (String name : names()) {
            if (!isOurs(name) || !Files.isRegularFile(folder.resolve(name))) {
                throw new MetisException(
                        folder + " holds " + name + ", which is no part of an output in Parquet, so the"
                                + " folder is left alone; move that away, or name another output");
            }
        }
    }

    private static boolean isOurs(String name) {
        return PART.matcher(name).matches() || UNFINISHED.matcher(name).matches();
    }

    /** Deletes the parts, and what is left of one that was not finished. */
    void clear() throws IOException {
        for (String name : names()) {
            if (isOurs(name)) {
                Files.deleteIfExists(folder.resolve(name));
            }
        }
    }

    /** Deletes what is left of parts that were not finished, but for one journal, if it is kept. */
    void clearUnfinished(Path kept) throws IOException {
        for (String name : names()) {
            if (UNFINISHED.matcher(name).matches() && !folder.resolve(name).equals(kept)) {
                Files.delete(folder.resolve(name));
            }
        }
    }

    /** Sorted. */
    private List<String> names() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        } catch (IOException | UncheckedIOException e) {
            throw new MetisException(folder + " cannot be looked at: " + e, e);
        }
    }
}
