package io.github.metis8d.torch.model;

/**
 * The numbers of rows that batches have. What is above the rows of the clips is padding at the end of the batch.
 *
 * <p>Products are compiled, planned and cached for each number of rows, so a few numbers that come again are faster and take
 * less memory than all there can be.
 */
public enum RowRounding {
    /**
     * 64 steps between a power of two and the next, at least 8 apart, for a CPU: less than 1.6 % of padding from 512 rows
     * on. From 32 rows on, as LibTorch multiplies smaller matrices in another way, in which rows have other bits.
     */
    FINE {
        @Override
        public int rows(int needed) {
            return multiple(Math.max(32, needed), Math.max(8, Integer.highestOneBit(needed) / 64));
        }

        @Override
        int room(int rows, int needed) {
            return needed;
        }
    },

    /**
     * 16 numbers up to {@value #FULL} rows, dense where the batches of a long job are: these are full but for less than a
     * clip. Above, for who wants larger batches, 32 steps between a power of two and the next.
     */
    FEW {
        @Override
        public int rows(int needed) {
            for (int rows : UP_TO_FULL) {
                if (needed <= rows) {
                    return rows;
                }
            }
            return multiple(needed, Integer.highestOneBit(needed) / 32);
        }

        /** A part of the rows, so that it does not depend on the number of clips unless they are very short. */
        @Override
        int room(int rows, int needed) {
            int room = Math.max(1, rows / 64);
            while (room < needed) {
                room *= 4;
            }
            return room;
        }
    };

    /** Seconds of audio that go into a batch on a GPU. */
    public static final int FULL_SECONDS = 240;

    /** Rows of so many seconds. */
    static final int FULL = FULL_SECONDS * 50;

    private static final int[] UP_TO_FULL = {
        128, 256, 512, 1024, 2048, 3072, 4096, 6144, 8192, 9216, 10_240, 11_264, 11_520, 11_760, 11_880, FULL
    };

    /** The least multiple of a step that is no less than what is needed. */
    static int multiple(int needed, int step) {
        return (needed + step - 1) / step * step;
    }

    /**
     * {@return R, the rows of a batch}
     *
     * @param needed rows of its clips, at least 1
     */
    public abstract int rows(int needed);

    /** The room for what must lie between clips in some steps, counted in rows: at least what is needed. */
    abstract int room(int rows, int needed);
}
