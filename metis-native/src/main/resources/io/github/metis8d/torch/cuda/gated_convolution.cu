// The middle of the conformer's convolution module in one pass: what would be nine readings or writings of the
// activations is two readings and one writing.
//
//   g = x[.., :C] * sigmoid(x[.., C:])                     GLU over channels
//   y[t] = sum_k w[k] g[t - (KERNEL - 1) + k]              causal depthwise convolution, zeros before the clip
//   out = silu(layer_norm(y) over channels)
//
// A block takes a tile of rows, all channels of them, of a clip, as the norm needs all channels. A thread takes one channel, and has
// its sums, and all taps of its filter, in registers. It goes over the rows that come in, the KERNEL - 1 before its own
// too, and adds each to the rows it counts in. What neighbouring blocks read twice comes from the cache. No register is
// free for rows on their way, so these go to shared memory: some are copied while those before them are computed.
//
// Compiled with: ELEMENT (float, bfloat16 or float16), CHANNELS, KERNEL.

#include "intrinsics.cuh"

using Element = ELEMENT;

constexpr int TILE = 16;
constexpr int WARPS = (CHANNELS + LANES - 1) / LANES;
constexpr int THREADS = WARPS * LANES;

// What comes in: values and their gates.
constexpr int ROW = 2 * CHANNELS;
constexpr int ROWS_IN = TILE + KERNEL - 1;
constexpr int ROW_BYTES = ROW * static_cast<int>(sizeof(Element));
// The rows that are copied at once, as many as have room twice in 32 KiB.
constexpr int STAGE = 16384 / ROW_BYTES;
constexpr int COPIED = 16 / static_cast<int>(sizeof(Element));  // elements in one copy of 16 bytes

static_assert(ROW_BYTES % 16 == 0, "rows are copied by 16 bytes");
static_assert(THREADS <= 1024, "a thread of a block takes one channel");
static_assert(TILE == 16, "lane_total halves the rows four times");

// Begins to copy rows [from, from + STAGE) of a clip, zeros for those before and after it.
__device__ inline void begin_copy(Element* stage, const Element* clip, int from, int rows) {
    constexpr int COPIES = ROW / COPIED;
    for (int i = threadIdx.x; i < STAGE * COPIES; i += THREADS) {
        const int row = from + i / COPIES;
        const bool there = row >= 0 && row < rows;
        const int column = i % COPIES * COPIED;
        copy_16_bytes(stage + i * COPIED, clip + static_cast<size_t>(there ? row : 0) * ROW + column, there);
    }
}

// The sum of one row over the lanes of a warp: of row lane / 2. Each step halves the rows that a lane goes on with, and
// gives the other half to its partner, so that 16 rows take 16 exchanges instead of 80.
__device__ inline float lane_total(const float (&x)[TILE], int lane) {
    float part[TILE / 2];
#pragma unroll
    for (int i = 0; i < TILE / 2; i++) {
        const bool upper = lane & 16;
        part[i] = (upper ? x[i + 8] : x[i]) + from_lane_xor(upper ? x[i] : x[i + 8], 16);
    }
#pragma unroll
    for (int half = TILE / 4; half > 0; half /= 2) {
        const bool upper = lane & (2 * half);
#pragma unroll
        for (int i = 0; i < half; i++) {
            const float kept = upper ? part[i + half] : part[i];
            const float given = upper ? part[i] : part[i + half];
            part[i] = kept + from_lane_xor(given, 2 * half);
        }
    }
    return part[0] + from_lane_xor(part[0], 1);
}

// The mean of each row over all channels, in `mean`, behind a barrier.
__device__ inline void row_means(
        const float (&x)[TILE], float (&parts)[WARPS][TILE + 1], float (&mean)[TILE], int warp, int lane) {
    const float total = lane_total(x, lane);
    if (lane % 2 == 0) {
        parts[warp][lane / 2] = total;
    }
    __syncthreads();
    for (int row = warp; row < TILE; row += WARPS) {
        float sum = lane < WARPS ? parts[lane][row] : 0;
#pragma unroll
        for (int mask = LANES / 2; mask > 0; mask /= 2) {
            sum += from_lane_xor(sum, mask);
        }
        if (lane == 0) {
            mean[row] = sum / CHANNELS;
        }
    }
    __syncthreads();
}

// x (R, 2 * CHANNELS), the rows of the clips one below the other; taps (KERNEL, CHANNELS); norm_weight and norm_bias
// (CHANNELS); tiles (N, 4): the first row of the clip, its rows, another number, the tile's first row in the clip;
// out (R, CHANNELS). Grid: (N).
extern "C" __global__ void __launch_bounds__(THREADS) gated_convolution(
        const Element* __restrict__ x,
        const Element* __restrict__ taps,
        const Element* __restrict__ norm_weight,
        const Element* __restrict__ norm_bias,
        const int* __restrict__ tiles,
        Element* __restrict__ out,
        float eps) {
    __shared__ __align__(16) Element stages[2][STAGE * ROW];
    __shared__ float parts[WARPS][TILE + 1];
    __shared__ float mean[TILE];
    __shared__ float variance[TILE];

    const int lane = threadIdx.x % LANES;
    const int warp = threadIdx.x / LANES;
    const int* tile = tiles + static_cast<size_t>(blockIdx.x) * 4;
    const size_t clip_row = tile[0];
    const int rows = tile[1];
    const int first = tile[3];
    // Threads without a channel do as the last one does, but count for nothing.
    const bool counts = threadIdx.x < CHANNELS;
    const int channel = counts ? threadIdx.x : CHANNELS - 1;

    float tap[KERNEL];
#pragma unroll
    for (int k = 0; k < KERNEL; k++) {
        tap[k] = to_float(taps[k * CHANNELS + channel]);
    }

    const Element* clip = x + clip_row * ROW;
    begin_copy(stages[0], clip, first - (KERNEL - 1), rows);
    float y[TILE] = {};
#pragma unroll
    for (int i = 0; i < ROWS_IN; i++) {
        const int stage = i / STAGE;
        if (i % STAGE == 0) {
            // This stage's rows are there, and everyone is done with the last one's, whose place the next take.
            wait_for_copies();
            __syncthreads();
            if (i + STAGE < ROWS_IN) {
                begin_copy(stages[(stage + 1) % 2], clip, first - (KERNEL - 1) + i + STAGE, rows);
            }
        }
        const Element* in = stages[stage % 2] + i % STAGE * ROW + channel;
        const float gated = to_float(in[0]) * sigmoid(to_float(in[CHANNELS]));
#pragma unroll
        for (int row = 0; row < TILE; row++) {
            if (i >= row && i - row < KERNEL) {
                y[row] += tap[i - row] * gated;
            }
        }
    }

    // The variance from the differences to the mean: from sums of squares it would lose float's digits.
    float z[TILE];
#pragma unroll
    for (int row = 0; row < TILE; row++) {
        y[row] = counts ? y[row] : 0;
    }
    row_means(y, parts, mean, warp, lane);
#pragma unroll
    for (int row = 0; row < TILE; row++) {
        y[row] -= mean[row];
        z[row] = counts ? y[row] * y[row] : 0;
    }
    row_means(z, parts, variance, warp, lane);

    if (counts) {
        const float weight = to_float(norm_weight[channel]);
        const float bias = to_float(norm_bias[channel]);
        Element* to = out + (clip_row + first) * CHANNELS + channel;
#pragma unroll
        for (int row = 0; row < TILE; row++) {
            if (first + row < rows) {
                const float normed = y[row] * rsqrtf(variance[row] + eps) * weight + bias;
                to[row * CHANNELS] = from_float<Element>(normed * sigmoid(normed));
            }
        }
    }
}
