package io.github.metis8d.cli.report;

import io.github.metis8d.InvalidAudioException;
import io.github.metis8d.InvalidAudioException.Reason;
import io.github.metis8d.MetisException;
import io.github.metis8d.io.audio.AudioDecoder;
import io.github.metis8d.io.job.AudioTree;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ObjDoubleConsumer;
import java.util.stream.IntStream;

/** Decodes the files of a table, as many at a time as the machine has processors, to measure their levels. */
final class AudioSurvey {
    /** Longer files are decoded one at a time, so that those that are decoded at once fit into a small heap. */
    private static final Duration SHORT = Duration.ofMinutes(5);

    private final FileTable files;
    private final AudioTree tree;
    private final ObjDoubleConsumer<String> done;
    private final AudioLevels levels;

    /**
     * Begins with none.
     *
     * @param folder the root of the audio tree
     * @param done told of each file, by one thread at a time, with its seconds of audio
     */
    AudioSurvey(FileTable files, Path folder, ObjDoubleConsumer<String> done) {
        this.files = files;
        this.tree = new AudioTree(folder, List.of(), List.of());
        this.done = done;
        this.levels = new AudioLevels(files.size());
    }

    AudioLevels measureAll() {
        Queue<Integer> longer = new ConcurrentLinkedQueue<>();
        AtomicInteger next = new AtomicInteger();
        AudioDecoder decoder = new AudioDecoder(SHORT);
        Runnable work = () -> {
            for (int file = next.getAndIncrement(); file < files.size(); file = next.getAndIncrement()) {
                if (measure(file, decoder)) {
                    tell(file);
                } else {
                    longer.add(file);
                }
            }
        };
        try {
            CompletableFuture.allOf(IntStream.range(0, Runtime.getRuntime().availableProcessors())
                            .mapToObj(i -> CompletableFuture.runAsync(work, AudioSurvey::start))
                            .toArray(CompletableFuture<?>[]::new))
                    .join();
        } catch (CompletionException e) {
            // Memory that was too short, say.
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e;
        }
        AudioDecoder patient = new AudioDecoder();
        for (int file : longer) {
            measure(file, patient);
            tell(file);
        }
        return levels;
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "metis-levels");
        thread.setDaemon(true);
        thread.start();
    }

    /** Measures a file if it can be decoded; {@return whether it is not longer than the decoder takes} */
    private boolean measure(int file, AudioDecoder decoder) {
        try {
            levels.measure(file, decoder.read(tree.file(files.key(file))).samples());
        } catch (InvalidAudioException e) {
            return e.reason() != Reason.TOO_LONG;
        } catch (MetisException | InvalidPathException e) {
            // It is counted among those that have no level.
        }
        return true;
    }

    private synchronized void tell(int file) {
        done.accept(files.key(file), files.seconds(file));
    }
}
