package io.github.metis8d.torch.model;

import io.github.metis8d.torch.runtime.HostArrays;
import io.github.metis8d.torch.runtime.NativeScope;
import io.github.metis8d.torch.runtime.Transfer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Whose the rows of a batch are. The clips' rows lie one below the other, (R, C), with nothing between them; after the last
 * clip there may be rows of nobody, which hold anything and are looked at by nobody.
 *
 * <p>A clip of F frames has {@code T = ceil(F / 2)} rows, of which the last is <em>unattended</em> where F is odd: it
 * has no second frame, so the conformer must not look at it from other rows, but it has an answer all the same.
 *
 * <p>Of one batch.
 */
public final class ClipRows {
    /** What a tile of rows is to a kernel: the first row of its clip, T, the attended rows, its own first row in the clip. */
    public static final int TILE_NUMBERS = 4;

    private static final int FRAMES_PER_ROW = 2;

    private final int[] frames;
    private final int[] firsts;
    private final int rows;
    private final RowRounding rounding;
    private final Transfer transfer;
    private final PointerScope owner;
    private final Map<Integer, Tensor> tiles = new HashMap<>();
    private final Map<Integer, Spread> spreads = new HashMap<>();

    /**
     * The rows of a batch. The scope around it owns what is brought to the device.
     *
     * @param frames F of each clip
     * @param rounding tells R
     * @param transfer brings what must be known of the clips to where the rows are, for as long as this is used
     */
    public ClipRows(int[] frames, RowRounding rounding, Transfer transfer) {
        this.frames = frames.clone();
        this.firsts = new int[frames.length + 1];
        for (int clip = 0; clip < frames.length; clip++) {
            firsts[clip + 1] = Math.addExact(firsts[clip], rows(frames[clip]));
        }
        this.rows = rounding.rows(taken());
        this.rounding = rounding;
        this.transfer = transfer;
        this.owner = PointerScope.getInnerScope();
    }

    /**
     * {@return T, the rows of a clip}
     *
     * @param frames F
     */
    public static int rows(int frames) {
        return (frames + FRAMES_PER_ROW - 1) / FRAMES_PER_ROW;
    }

    /** {@return the number of clips} */
    public int clips() {
        return frames.length;
    }

    /** {@return R, with the rows of nobody} */
    public int rows() {
        return rows;
    }

    /** {@return the rows of all clips} */
    public int taken() {
        return firsts[frames.length];
    }

    /**
     * {@return the first row of a clip}
     *
     * @param clip its number
     */
    public int first(int clip) {
        return firsts[clip];
    }

    /** F of a clip. */
    int frames(int clip) {
        return frames[clip];
    }

    /** How many rows of a clip, from its first on, its rows may look at. */
    int attendedRows(int clip) {
        return frames[clip] / FRAMES_PER_ROW;
    }

    RowRounding rounding() {
        return rounding;
    }

    /** A clip's rows of (R, ..). */
    Tensor of(Tensor x, int clip) {
        return x.narrow(0, firsts[clip], rows(frames[clip]));
    }

    /**
     * Those of some rows that the conformer must not look at.
     *
     * @param first the first of the rows
     * @param end the first behind them
     * @return their numbers, counted from the first, int64 on the device and owned by the scope of the caller, or null if
     *     there is none
     */
    Tensor unattended(int first, int end) {
        long[] numbers = IntStream.range(0, frames.length)
                .filter(clip -> attendedRows(clip) < rows(frames[clip]))
                .map(clip -> firsts[clip + 1] - 1)
                .filter(row -> row >= first && row < end)
                .mapToLong(row -> row - first)
                .toArray();
        return numbers.length == 0 ? null : HostArrays.tensor(numbers, transfer);
    }

    /**
     * All clips cut into tiles of rows, in the order of the rows.
     *
     * @param length rows of a tile; the last of a clip may have fewer
     * @return (N, {@value #TILE_NUMBERS}) int32, on the device
     */
    public synchronized Tensor tiles(int length) {
        return tiles.computeIfAbsent(
                length,
                unknown -> kept(() -> {
                    int[] numbers = IntStream.range(0, clips())
                            .boxed()
                            .flatMapToInt(
                                    clip -> IntStream.iterate(0, row -> row < rows(frames[clip]), row -> row + length)
                                            .flatMap(row -> IntStream.of(
                                                    firsts[clip], rows(frames[clip]), attendedRows(clip), row)))
                            .toArray();
                    return HostArrays.tensor(numbers, transfer).view(numbers.length / TILE_NUMBERS, TILE_NUMBERS);
                }));
    }

    /**
     * Where rows go if there are zeros before, between and behind clips.
     *
     * @param numbers the place of each of the R rows
     * @param places the same, int64 on the device
     * @param rows how many there are then
     */
    record Spread(long[] numbers, Tensor places, int rows) {
        /** Where a row goes. */
        int place(int row) {
            return (int) numbers[row];
        }
    }

    /** The rows with a number of zeros before each clip and behind the last. */
    synchronized Spread spread(int gap) {
        return spreads.computeIfAbsent(gap, unknown -> {
            long[] places = new long[rows];
            for (int clip = 0, row = 0; clip <= clips(); clip++) {
                // The rows of nobody go where one more clip's would.
                int end = clip < clips() ? firsts[clip + 1] : rows;
                for (; row < end; row++) {
                    places[row] = row + (long) gap * (clip + 1);
                }
            }
            int needed = Math.multiplyExact(gap, Math.addExact(clips(), rows > taken() ? 2 : 1));
            int room = rounding.room(rows, needed);
            return new Spread(places, kept(() -> HostArrays.tensor(places, transfer)), Math.addExact(rows, room));
        });
    }

    private Tensor kept(Supplier<Tensor> making) {
        return NativeScope.keep(owner, NativeScope.result(making));
    }
}
