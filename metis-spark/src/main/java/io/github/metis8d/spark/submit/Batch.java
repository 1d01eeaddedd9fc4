package io.github.metis8d.spark.submit;

import java.util.ArrayList;
import java.util.List;

/**
 * Files that are committed together, as tasks of about the same work. A task's files follow one another in the list, so each
 * file of a table has a range of keys of its own, which readers that look for one skip by Parquet's statistics.
 *
 * @param number in the output, from 1
 * @param tasks the files of each, in order
 */
record Batch(int number, List<ArrayList<ListedFile>> tasks) {
    /**
     * Cuts files into tasks.
     *
     * @param count about how many tasks, at least 1
     */
    static Batch of(int number, List<ListedFile> files, int count) {
        long work = files.stream().mapToLong(ListedFile::work).sum();
        List<ArrayList<ListedFile>> tasks = new ArrayList<>();
        long done = 0;
        int task = -1;
        for (ListedFile file : files) {
            // By where its middle lies in all the work, so that no task has more than its share and half a file.
            int of = (int) Math.min(count - 1, (done + file.work() / 2) * (double) count / work);
            if (of != task) {
                tasks.add(new ArrayList<>());
                task = of;
            }
            tasks.get(tasks.size() - 1).add(file);
            done += file.work();
        }
        return new Batch(number, tasks);
    }

    int files() {
        return tasks.stream().mapToInt(List::size).sum();
    }

    long work() {
        return tasks.stream().flatMap(List::stream).mapToLong(ListedFile::work).sum();
    }

    /** How Spark's UI calls it. */
    @Override
    public String toString() {
        return "metis batch " + number + ": " + files() + " files from "
                + tasks.get(0).get(0).key();
    }
}
