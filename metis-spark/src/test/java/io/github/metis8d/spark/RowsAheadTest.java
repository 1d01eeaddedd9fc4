package io.github.metis8d.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metis8d.DeviceFailedException;
import io.github.metis8d.InvalidAudioException;
import io.github.metis8d.Latents;
import io.github.metis8d.Metis8dEncoder;
import io.github.metis8d.ModelSource;
import io.github.metis8d.Precision;
import io.github.metis8d.io.audio.AudioDecoder;
import io.github.metis8d.io.audio.DecodedAudio;
import io.github.metis8d.spi.Backend;
import io.github.metis8d.spi.BackendDescription;
import io.github.metis8d.spi.BackendProvider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.apache.spark.TaskKilledException;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A task's files on their way, with a device that a test holds back. */
class RowsAheadTest {
    private static final int SECOND = Metis8dEncoder.SAMPLE_RATE;

    private final AudioDecoder decoder = new AudioDecoder();
    private final ExecutorEncoders encoders = new ExecutorEncoders();
    /** A permit for each batch that the device may answer. */
    private final Semaphore gate = new Semaphore(0);

    private final List<List<Float>> batches = new CopyOnWriteArrayList<>();
    private final List<String> closed = new CopyOnWriteArrayList<>();
    private final CountDownLatch started = new CountDownLatch(1);
    private volatile boolean broken;
    private int opened;

    @AfterEach
    void close() {
        gate.release(10_000);
        encoders.close();
    }

    /** A device whose latents are a clip's first sample. */
    private final class Device implements BackendProvider {
        @Override
        public Backend open(ModelSource model, String device, Precision precision) {
            return new Backend() {
                @Override
                public List<Latents> encode(List<float[]> clips) {
                    batches.add(clips.stream().map(clip -> clip[0]).toList());
                    started.countDown();
                    gate.acquireUninterruptibly();
                    if (broken) {
                        throw new DeviceFailedException("the device is broken");
                    }
                    return clips.stream().map(RowsAheadTest::answer).toList();
                }

                @Override
                public BackendDescription description() {
                    return new BackendDescription(device, 600, 1);
                }

                @Override
                public void close() {
                    closed.add(device);
                }
            };
        }
    }

    private static Latents answer(float[] clip) {
        float[] row = new float[Latents.DIMENSIONS];
        row[0] = clip[0];
        return new Latents(row);
    }

    private ExecutorEncoders.Loan borrow(String model) {
        return encoders.borrow(new ExecutorEncoders.Key(model, List.of("cuda:0")), () -> {
            opened++;
            return Metis8dEncoder.builder()
                    .model(ModelSource.tinyRandom())
                    .device("cuda:0")
                    .backend(new Device())
                    .build();
        });
    }

    private static AudioFile file(float first, int samples, Runnable decoded) {
        return new AudioFile("clip " + first, 0, (decoder, grown) -> {
            float[] clip = new float[samples];
            clip[0] = first;
            grown.accept(samples);
            decoded.run();
            return DecodedAudio.whole(clip);
        });
    }

    private static Iterator<AudioFile> files(int from, int count, Runnable decoded) {
        return IntStream.range(from, from + count)
                .mapToObj(i -> file(i, SECOND, decoded))
                .iterator();
    }

    private RowsAhead rows(Iterator<AudioFile> files, ExecutorEncoders.Loan loan) {
        return new RowsAhead(files, decoder, loan, 1, () -> false, 100);
    }

    private static List<Float> firsts(Iterator<Row> rows) {
        List<Float> firsts = new ArrayList<>();
        rows.forEachRemaining(row -> firsts.add(((float[][]) row.get(3))[0][0]));
        return firsts;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void decodingGoesOnWhileTheDeviceComputes() {
        CountDownLatch decoded = new CountDownLatch(50);
        try (ExecutorEncoders.Loan loan = borrow("a");
                RowsAhead rows = rows(files(0, 50, decoded::countDown), loan)) {
            assertThat(rows.hasNext()).isTrue();
            await(decoded); // Nothing was answered yet.
            assertThat(batches).hasSizeLessThanOrEqualTo(1);
            gate.release(1000);
            assertThat(firsts(rows)).hasSize(50).isSorted();
        }
    }

    @Test
    void clipsOfTasksThatRunAtOnceShareBatches() {
        CountDownLatch decoded = new CountDownLatch(40);
        try (ExecutorEncoders.Loan one = borrow("a");
                ExecutorEncoders.Loan other = borrow("a");
                RowsAhead first = rows(files(0, 20, decoded::countDown), one);
                RowsAhead second = rows(files(100, 20, decoded::countDown), other)) {
            one.encoder().submit(new float[SECOND]);
            await(started); // All that comes now waits together.
            assertThat(first.hasNext()).isTrue();
            assertThat(second.hasNext()).isTrue();
            await(decoded);
            gate.release(1000);
            assertThat(firsts(first)).hasSize(20);
            assertThat(firsts(second)).hasSize(20);
        }
        assertThat(opened).isOne();
        assertThat(batches)
                .anySatisfy(
                        batch -> assertThat(batch).anyMatch(clip -> clip < 100).anyMatch(clip -> clip >= 100));
    }

    @Test
    void aDeviceThatFailedFailsTheTaskAndIsOpenedAnewForTheNext() {
        broken = true;
        gate.release(1000);
        try (ExecutorEncoders.Loan loan = borrow("a");
                RowsAhead rows = rows(files(0, 3, () -> {}), loan)) {
            assertThatThrownBy(rows::next).isInstanceOf(DeviceFailedException.class);
        }
        broken = false;
        try (ExecutorEncoders.Loan loan = borrow("a");
                RowsAhead rows = rows(files(0, 3, () -> {}), loan)) {
            assertThat(firsts(rows)).hasSize(3);
        }
        assertThat(opened).isEqualTo(2);
    }

    @Test
    void anotherModelTakesTheDeviceFromOneThatNobodyUses() {
        borrow("a").close();
        borrow("a").close();
        assertThat(opened).isOne();
        assertThat(closed).isEmpty();
        borrow("b").close();
        assertThat(opened).isEqualTo(2);
        assertThat(closed).containsExactly("cuda:0");
    }

    @Test
    void aFileIsDecodedAgainAloneIfItDidNotFitIntoTheHeap() {
        gate.release(1000);
        List<Integer> tries = new ArrayList<>();
        AudioFile large = new AudioFile("large", 0, (decoder, grown) -> {
            tries.add(tries.size());
            if (tries.size() == 1) {
                throw new OutOfMemoryError("for a test");
            }
            return DecodedAudio.whole(new float[SECOND]);
        });
        AudioFile larger = new AudioFile("larger", 0, (decoder, grown) -> {
            throw new OutOfMemoryError("for a test");
        });
        try (ExecutorEncoders.Loan loan = borrow("a");
                RowsAhead rows = rows(List.of(large, larger).iterator(), loan)) {
            assertThat(rows.next().get(4)).isNull();
            assertThat(rows.next().getStruct(4).getString(0)).isEqualTo("out-of-memory");
            assertThat(loan.budget().held()).isZero();
        }
        assertThat(tries).hasSize(2);
    }

    @Test
    void aTaskThatIsKilledEnds() {
        try (ExecutorEncoders.Loan loan = borrow("a");
                RowsAhead rows = new RowsAhead(files(0, 5, () -> {}), decoder, loan, 1, () -> true, 100)) {
            assertThatThrownBy(rows::next).isInstanceOf(TaskKilledException.class);
        }
    }

    @Test
    void aLongFileIsEncodedThoughItIsLongerThanAllThatMayBeHeld() {
        gate.release(1000);
        try (ExecutorEncoders.Loan loan = borrow("a")) {
            loan.budget().limit(SECOND);
            Iterator<AudioFile> files = List.of(file(1, 5 * SECOND, () -> {}), file(2, 3 * SECOND, () -> {}))
                    .iterator();
            try (RowsAhead rows = new RowsAhead(files, decoder, loan, 2, () -> false, 100)) {
                assertThat(firsts(rows)).containsExactly(1f, 2f);
            }
            assertThat(loan.budget().held()).isZero();
        }
    }

    @Test
    void namesTheReasonOfAFileThatIsNoAudio() {
        AudioFile bad = new AudioFile("bad", 0, (decoder, grown) -> {
            throw new InvalidAudioException(InvalidAudioException.Reason.NOT_AUDIO, "bad is no audio");
        });
        try (ExecutorEncoders.Loan loan = borrow("a");
                RowsAhead rows = rows(List.of(bad).iterator(), loan)) {
            Row row = rows.next();
            assertThat(row.isNullAt(3)).isTrue();
            assertThat(row.getStruct(4).getString(0)).isEqualTo("not-audio");
            assertThat(row.getStruct(4).getString(1)).isEqualTo("bad is no audio");
        }
    }
}
