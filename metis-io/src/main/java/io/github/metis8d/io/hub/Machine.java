package io.github.metis8d.io.hub;

import io.github.metis8d.io.files.Disk;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * What fetching takes from the machine that it runs on.
 *
 * @param sleeper waits
 * @param random what pauses are drawn by
 * @param disks gives the disk that a path is on
 * @param stall how long nothing may come of a content before the connection counts as broken
 */
record Machine(Retries.Sleeper sleeper, RandomGenerator random, Function<Path, Disk> disks, Duration stall) {
    /** {@return this machine} */
    static Machine here() {
        return new Machine(
                pause -> Thread.sleep(pause.toMillis()), new SplittableRandom(), Disk::of, Duration.ofSeconds(60));
    }
}
