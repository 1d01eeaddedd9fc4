// Self-attention with relative keys, without a T x T matrix in memory:
//
//   out_i = sum_j softmax_j(q_i . k_j + q_i . E[clamp(j - i, -LEFT, RIGHT) + LEFT]) v_j,   j < attended
//
// A block takes the queries of one head of one clip, 16 for each of its warps, and goes over the keys in tiles that lie
// in shared memory; the softmax is kept up to date from tile to tile (Milakov and Gimelshein 2018, Dao et al. 2022).
// Of the second term a query has LEFT + 1 + RIGHT values only. They are the product of the queries with E, which is one
// or a few tiles more, and stay in shared memory in float. Keys farther away than that all have the first or the last
// of them, so that all but two or three tiles of a long clip need not look anything up.
//
// Compiled with: ELEMENT (float, bfloat16 or float16), HEAD_SIZE, LEFT, RIGHT, WARPS.

#include "intrinsics.cuh"

using Element = ELEMENT;

constexpr int RELATIVE = LEFT + 1 + RIGHT;
constexpr int WARP_QUERIES = 16;
constexpr int QUERIES = WARPS * WARP_QUERIES;
constexpr int THREADS = WARPS * LANES;
// Of these a multiprocessor has room for at once, by shared memory too where it has 164 KiB or more; with 100 KiB it is two.
// Said to the compiler, which otherwise saves registers for blocks that will not come, down to spilling them.
constexpr int BLOCKS = 3;
constexpr int COPIED = 16 / static_cast<int>(sizeof(Element));  // elements in one copy of 16 bytes

// A row in shared memory. The 16 bytes to spare let rows one below the other start in different banks.
constexpr int STRIDE = HEAD_SIZE + COPIED;
// 13 above a multiple of 32 for 73 values: lanes that look up neighbouring diagonals meet in a bank by two at most.
constexpr int RELATIVE_STRIDE = RELATIVE + 4;

constexpr float LOG2_E = 1.4426950408889634f;
// What a warp's lane holds of each of its two queries: every fourth key of a tile, every fourth channel of the answer.
constexpr int QUERY_ROWS = 2;
constexpr int CHANNELS_HELD = HEAD_SIZE / 4;

static_assert(HEAD_SIZE % 16 == 0, "the channels of a head are taken by 16");

// The matrix products of a warp. A lane i has a part in queries i / 4 and i / 4 + 8; which keys and channels of these
// it holds is the product's own choice.
template <typename E>
struct Products;

// By the tensor cores. Queries stay in registers.
template <typename E>
struct TensorCores {
    static constexpr int KEYS = 64;
    static constexpr int HELD = KEYS / 4;
    // Nothing in shared memory, but C++ has no array of 0.
    static constexpr int SHARED_QUERIES = 1;

    unsigned q[HEAD_SIZE / 16][4];

    __device__ void load_queries(E*, const E* from, size_t stride, int count, int lane) {
        const int row = lane / 4;
        const int column = lane % 4 * 2;
#pragma unroll
        for (int step = 0; step < HEAD_SIZE / 16; step++) {
#pragma unroll
            for (int i = 0; i < 4; i++) {
                const int query = row + i % 2 * 8;
                const E* pair = from + query * stride + step * 16 + i / 2 * 8 + column;
                q[step][i] = query < count ? *reinterpret_cast<const unsigned*>(pair) : 0;
            }
        }
    }

    static __device__ int key(int lane, int held) {
        return held / 2 * 8 + lane % 4 * 2 + held % 2;
    }

    __device__ void scores(float (&s)[QUERY_ROWS][HELD], const E* keys, int lane) const {
        const E* row = keys + (lane / 16 * 8 + lane % 8) * STRIDE + lane / 8 % 2 * 8;
#pragma unroll
        for (int n = 0; n < KEYS / 16; n++) {
#pragma unroll
            for (int i = 0; i < 4; i++) {
                s[0][4 * n + i] = 0;
                s[1][4 * n + i] = 0;
            }
#pragma unroll
            for (int step = 0; step < HEAD_SIZE / 16; step++) {
                unsigned k[4];
                load_matrices(k, row + n * 16 * STRIDE + step * 16);
#pragma unroll
                for (int half = 0; half < 2; half++) {
                    const int i = 4 * n + 2 * half;
                    multiply_add<E>(s[0][i], s[0][i + 1], s[1][i], s[1][i + 1], q[step], k[2 * half], k[2 * half + 1]);
                }
            }
        }
    }

    static __device__ void add_values(
            float (&o)[QUERY_ROWS][CHANNELS_HELD], const float (&p)[QUERY_ROWS][HELD], const E* values, int lane) {
        const E* row = values + lane % 16 * STRIDE + lane / 16 * 8;
#pragma unroll
        for (int step = 0; step < KEYS / 16; step++) {
            // What a lane holds of the weights is what it must hold of the left factor.
            const unsigned weights[4] = {
                pack<E>(p[0][4 * step], p[0][4 * step + 1]),
                pack<E>(p[1][4 * step], p[1][4 * step + 1]),
                pack<E>(p[0][4 * step + 2], p[0][4 * step + 3]),
                pack<E>(p[1][4 * step + 2], p[1][4 * step + 3]),
            };
#pragma unroll
            for (int n = 0; n < HEAD_SIZE / 16; n++) {
                unsigned v[4];
                load_matrices_transposed(v, row + step * 16 * STRIDE + n * 16);
#pragma unroll
                for (int half = 0; half < 2; half++) {
                    const int i = 4 * n + 2 * half;
                    multiply_add<E>(o[0][i], o[0][i + 1], o[1][i], o[1][i + 1], weights, v[2 * half], v[2 * half + 1]);
                }
            }
        }
    }

    static __device__ void store(E* row, const float (&o)[CHANNELS_HELD], float scale, int lane) {
#pragma unroll
        for (int i = 0; i < CHANNELS_HELD; i += 2) {
            unsigned* pair = reinterpret_cast<unsigned*>(row + i / 2 * 8 + lane % 4 * 2);
            *pair = pack<E>(o[i] * scale, o[i + 1] * scale);
        }
    }
};

template <>
struct Products<bfloat16> : TensorCores<bfloat16> {};

template <>
struct Products<float16> : TensorCores<float16> {};

// In full float. Queries are in shared memory, behind the next barrier of the block. A lane takes four channels at a
// time.
template <>
struct Products<float> {
    static constexpr int KEYS = 32;
    static constexpr int HELD = KEYS / 4;
    static constexpr int SHARED_QUERIES = QUERIES * STRIDE;

    const float* q;

    __device__ void load_queries(float* shared, const float* from, size_t stride, int count, int lane) {
        for (int i = lane; i < WARP_QUERIES * (HEAD_SIZE / 4); i += LANES) {
            const int row = i / (HEAD_SIZE / 4);
            const int column = i % (HEAD_SIZE / 4) * 4;
            float4 x = {0, 0, 0, 0};
            if (row < count) {
                x = *reinterpret_cast<const float4*>(from + row * stride + column);
            }
            *reinterpret_cast<float4*>(shared + row * STRIDE + column) = x;
        }
        q = shared + lane / 4 * STRIDE;
    }

    // The four lanes of a query read rows one below the other, which lie in different banks.
    static __device__ int key(int lane, int held) {
        return held * 4 + lane % 4;
    }

    static __device__ float add_product(float sum, const float4& a, const float4& b) {
        return sum + a.x * b.x + a.y * b.y + a.z * b.z + a.w * b.w;
    }

    __device__ void scores(float (&s)[QUERY_ROWS][HELD], const float* keys, int lane) const {
#pragma unroll
        for (int i = 0; i < HELD; i++) {
            s[0][i] = 0;
            s[1][i] = 0;
        }
        const float* row = keys + lane % 4 * STRIDE;
#pragma unroll 4
        for (int d = 0; d < HEAD_SIZE; d += 4) {
            const float4 q0 = *reinterpret_cast<const float4*>(q + d);
            const float4 q1 = *reinterpret_cast<const float4*>(q + 8 * STRIDE + d);
#pragma unroll
            for (int i = 0; i < HELD; i++) {
                const float4 k = *reinterpret_cast<const float4*>(row + i * 4 * STRIDE + d);
                s[0][i] = add_product(s[0][i], q0, k);
                s[1][i] = add_product(s[1][i], q1, k);
            }
        }
    }

    static __device__ void add_values(
            float (&o)[QUERY_ROWS][CHANNELS_HELD],
            const float (&p)[QUERY_ROWS][HELD],
            const float* values,
            int lane) {
        const int first_lane = lane & ~3;
        const float* row = values + lane % 4 * 4;
#pragma unroll
        for (int key = 0; key < KEYS; key++) {
            const float p0 = from_lane(p[0][key / 4], first_lane + key % 4);
            const float p1 = from_lane(p[1][key / 4], first_lane + key % 4);
#pragma unroll
            for (int i = 0; i < CHANNELS_HELD; i += 4) {
                const float4 v = *reinterpret_cast<const float4*>(row + key * STRIDE + i * 4);
                o[0][i] += p0 * v.x;
                o[0][i + 1] += p0 * v.y;
                o[0][i + 2] += p0 * v.z;
                o[0][i + 3] += p0 * v.w;
                o[1][i] += p1 * v.x;
                o[1][i + 1] += p1 * v.y;
                o[1][i + 2] += p1 * v.z;
                o[1][i + 3] += p1 * v.w;
            }
        }
    }

    static __device__ void store(float* row, const float (&o)[CHANNELS_HELD], float scale, int lane) {
#pragma unroll
        for (int i = 0; i < CHANNELS_HELD; i += 4) {
            const float4 x = {o[i] * scale, o[i + 1] * scale, o[i + 2] * scale, o[i + 3] * scale};
            *reinterpret_cast<float4*>(row + i * 4 + lane % 4 * 4) = x;
        }
    }
};

constexpr int KEYS = Products<Element>::KEYS;
constexpr int HELD = Products<Element>::HELD;

// Begins to copy rows [first, first + KEYS) of a matrix into a tile, zeros from row `end` on.
__device__ inline void begin_copy(Element* tile, const Element* matrix, size_t stride, int first, int end) {
    constexpr int COPIES = HEAD_SIZE / COPIED;
#pragma unroll
    for (int i = threadIdx.x; i < KEYS * COPIES; i += THREADS) {
        const int row = i / COPIES;
        const int column = i % COPIES * COPIED;
        const bool there = first + row < end;
        copy_16_bytes(tile + row * STRIDE + column, matrix + (there ? first + row : 0) * stride + column, there);
    }
}

__device__ inline int clamp(int x, int low, int high) {
    return x < low ? low : x > high ? high : x;
}

// Over the four lanes that share a query.
__device__ inline float row_max(float x) {
    x = fmaxf(x, from_lane_xor(x, 1));
    return fmaxf(x, from_lane_xor(x, 2));
}

__device__ inline float row_sum(float x) {
    x += from_lane_xor(x, 1);
    return x + from_lane_xor(x, 2);
}

// qkv (R, 3, heads, HEAD_SIZE), the rows of the clips one below the other, the queries scaled; relative_keys (RELATIVE,
// HEAD_SIZE); tiles (N, 4): the first row of the clip, its rows, how many of these count as keys (1 at least), the tile's
// first query in the clip; out (R, heads, HEAD_SIZE). Grid: (N, heads).
extern "C" __global__ void __launch_bounds__(THREADS, BLOCKS) relative_key_attention(
        const Element* __restrict__ qkv,
        const Element* __restrict__ relative_keys,
        const int* __restrict__ tiles,
        Element* __restrict__ out) {
    __shared__ __align__(16) Element keys[KEYS * STRIDE];
    __shared__ __align__(16) Element values[KEYS * STRIDE];
    __shared__ __align__(16) Element queries[Products<Element>::SHARED_QUERIES];
    __shared__ float relative[QUERIES * RELATIVE_STRIDE];

    const int heads = gridDim.y;
    const int head = blockIdx.y;
    const int* entry = tiles + static_cast<size_t>(blockIdx.x) * 4;
    const size_t clip_row = entry[0];
    const int rows = entry[1];
    const int key_count = entry[2];
    const int lane = threadIdx.x % LANES;
    const int warp = threadIdx.x / LANES;

    const size_t row_stride = static_cast<size_t>(3) * heads * HEAD_SIZE;
    const Element* q = qkv + clip_row * row_stride + head * HEAD_SIZE;
    const Element* k = q + heads * HEAD_SIZE;
    const Element* v = k + heads * HEAD_SIZE;

    // The first query of the warp, and of the two that this lane has a part in.
    const int first_query = entry[3] + warp * WARP_QUERIES;
    const int lane_query = first_query + lane / 4;

    begin_copy(keys, relative_keys, HEAD_SIZE, 0, RELATIVE);
    Products<Element> products;
    products.load_queries(
            queries + (Products<Element>::SHARED_QUERIES > 1 ? warp * WARP_QUERIES * STRIDE : 0),
            q + first_query * row_stride,
            row_stride,
            rows - first_query,
            lane);

    // Only the warp itself reads what it writes here, behind the next barrier of the block.
    float* lane_relative[QUERY_ROWS];
    lane_relative[0] = relative + (warp * WARP_QUERIES + lane / 4) * RELATIVE_STRIDE;
    lane_relative[1] = lane_relative[0] + 8 * RELATIVE_STRIDE;
    float s[QUERY_ROWS][HELD];
    for (int first = 0; first < RELATIVE; first += KEYS) {
        wait_for_copies();
        __syncthreads();
        products.scores(s, keys, lane);
#pragma unroll
        for (int i = 0; i < HELD; i++) {
            const int value = first + Products<Element>::key(lane, i);
            if (value < RELATIVE) {
                lane_relative[0][value] = s[0][i];
                lane_relative[1][value] = s[1][i];
            }
        }
        __syncthreads();
        if (first + KEYS < RELATIVE) {
            begin_copy(keys, relative_keys, HEAD_SIZE, first + KEYS, RELATIVE);
        } else {
            begin_copy(keys, k, row_stride, 0, key_count);
        }
    }

    float o[QUERY_ROWS][CHANNELS_HELD] = {};
    float sum[QUERY_ROWS] = {};
    float max[QUERY_ROWS] = {-infinity(), -infinity()};
    for (int first = 0; first < key_count; first += KEYS) {
        // The keys of this tile are there, and everyone is done with the last one's values: these come while the scores
        // are computed, and the next keys while the values are added.
        wait_for_copies();
        __syncthreads();
        begin_copy(values, v, row_stride, first, key_count);
        products.scores(s, keys, lane);

        const bool far_left = first + KEYS - 1 <= first_query - LEFT;
        const bool far_right = first >= first_query + WARP_QUERIES - 1 + RIGHT;
#pragma unroll
        for (int r = 0; r < QUERY_ROWS; r++) {
            if (far_left || far_right) {
                const float same = lane_relative[r][far_left ? 0 : RELATIVE - 1];
#pragma unroll
                for (int i = 0; i < HELD; i++) {
                    s[r][i] += same;
                }
            } else {
                const int query = lane_query + 8 * r;
#pragma unroll
                for (int i = 0; i < HELD; i++) {
                    const int distance = first + Products<Element>::key(lane, i) - query;
                    s[r][i] += lane_relative[r][clamp(distance, -LEFT, RIGHT) + LEFT];
                }
            }
        }
        if (first + KEYS > key_count) {
#pragma unroll
            for (int i = 0; i < HELD; i++) {
                if (first + Products<Element>::key(lane, i) >= key_count) {
                    s[0][i] = -infinity();
                    s[1][i] = -infinity();
                }
            }
        }

#pragma unroll
        for (int r = 0; r < QUERY_ROWS; r++) {
            float tile_max = s[r][0];
#pragma unroll
            for (int i = 1; i < HELD; i++) {
                tile_max = fmaxf(tile_max, s[r][i]);
            }
            // Never -infinity, as the first key of a tile always counts.
            const float new_max = fmaxf(max[r], row_max(tile_max));
            const float correction = exp2f((max[r] - new_max) * LOG2_E);
            max[r] = new_max;
            sum[r] *= correction;
#pragma unroll
            for (int i = 0; i < CHANNELS_HELD; i++) {
                o[r][i] *= correction;
            }
#pragma unroll
            for (int i = 0; i < HELD; i++) {
                s[r][i] = exp2f((s[r][i] - new_max) * LOG2_E);
                sum[r] += s[r][i];
            }
        }

        wait_for_copies();
        __syncthreads();
        if (first + KEYS < key_count) {
            begin_copy(keys, k, row_stride, first + KEYS, key_count);
        }
        Products<Element>::add_values(o, s, values, lane);
    }

#pragma unroll
    for (int r = 0; r < QUERY_ROWS; r++) {
        const float whole = row_sum(sum[r]);
        const int query = lane_query + 8 * r;
        if (query < rows) {
            Element* row = out + ((clip_row + query) * heads + head) * HEAD_SIZE;
            Products<Element>::store(row, o[r], 1.0f / whole, lane);
        }
    }
}
