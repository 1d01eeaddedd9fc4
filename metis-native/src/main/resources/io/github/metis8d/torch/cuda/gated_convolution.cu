// The middle of the conformer's convolution module in one pass: what would be nine readings or writings of the
// activations is two readings and one writing.
//
//   g = x[.., :C] * sigmoid(x[.., C:])                     GLU over channels
//   y[t] = sum_k w[k] g[t - (KERNEL - 1) + k]              causal depthwise convolution, zeros before the clip
//   out = silu(layer_norm(y) over channels)
//
// A block takes TILE rows of all channels of a clip, as the norm needs all channels; a thread takes one channel, and has
// its sums, and all taps of its filter, in registers. It goes over the rows that come in, the KERNEL - 1 before its own
// too, and adds each to the rows it counts in. What neighbouring blocks read twice comes from the cache.
//
// Compiled with: ELEMENT (float, bfloat16 or float16), CHANNELS, KERNEL.

#include "intrinsics.cuh"

using Element = ELEMENT;

constexpr int TILE = 16;
constexpr int WARPS = (CHANNELS + LANES - 1) / LANES;
constexpr int THREADS = WARPS * LANES;

static_assert(THREADS <= 1024, "a thread of a block takes one channel");
static_assert(TILE == 16, "lane_total halves the rows four times");

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

// x (B, rows, 2 * CHANNELS); taps (KERNEL, CHANNELS); norm_weight and norm_bias (CHANNELS); out (B, rows, CHANNELS).
// Grid: (rows / TILE rounded up, B).
extern "C" __global__ void __launch_bounds__(THREADS) gated_convolution(
        const Element* __restrict__ x,
        const Element* __restrict__ taps,
        const Element* __restrict__ norm_weight,
        const Element* __restrict__ norm_bias,
        Element* __restrict__ out,
        int rows,
        float eps) {
    __shared__ float parts[WARPS][TILE + 1];
    __shared__ float mean[TILE];
    __shared__ float variance[TILE];

    const int lane = threadIdx.x % LANES;
    const int warp = threadIdx.x / LANES;
    const int first = blockIdx.x * TILE;
    const size_t clip_row = static_cast<size_t>(blockIdx.y) * rows;
    // Threads without a channel do as the last one does, but count for nothing.
    const bool counts = threadIdx.x < CHANNELS;
    const int channel = counts ? threadIdx.x : CHANNELS - 1;

    float tap[KERNEL];
#pragma unroll
    for (int k = 0; k < KERNEL; k++) {
        tap[k] = to_float(taps[k * CHANNELS + channel]);
    }

    float y[TILE] = {};
    const Element* in = x + (clip_row + first) * (2 * CHANNELS) + channel;
#pragma unroll
    for (int i = 1 - KERNEL; i < TILE; i++) {
        if (first + i >= 0 && first + i < rows) {
            const float value = to_float(in[i * (2 * CHANNELS)]);
            const float gate = to_float(in[i * (2 * CHANNELS) + CHANNELS]);
            const float gated = value * sigmoid(gate);
#pragma unroll
            for (int row = 0; row < TILE; row++) {
                const int k = i - row + KERNEL - 1;
                if (k >= 0 && k < KERNEL) {
                    y[row] += tap[k] * gated;
                }
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
