// What the kernels need of the device beyond plain C++: number formats, copies that do not wait, and what the 32 lanes
// of a warp do together. Written in PTX where CUDA C++ would want a header of the toolkit, which the user of a runtime
// compiler does not have. Needs compute capability 8.0.
//
// The tests compile the kernels for the CPU with another file of this name, which must offer the same.
#pragma once

constexpr int LANES = 32;
constexpr unsigned ALL_LANES = 0xffffffffu;

__device__ inline float infinity() {
    return __uint_as_float(0x7f800000u);
}

// ---- Number formats: 16 bits are for memory and matrix products, everything else is computed in float.

struct bfloat16 {
    unsigned short bits;
};

struct float16 {
    unsigned short bits;
};

__device__ inline float to_float(float x) {
    return x;
}

__device__ inline float to_float(bfloat16 x) {
    return __uint_as_float(static_cast<unsigned>(x.bits) << 16);
}

__device__ inline float to_float(float16 x) {
    float y;
    asm("cvt.f32.f16 %0, %1;" : "=f"(y) : "h"(x.bits));
    return y;
}

template <typename Element>
__device__ Element from_float(float x);

template <>
__device__ inline float from_float<float>(float x) {
    return x;
}

template <>
__device__ inline bfloat16 from_float<bfloat16>(float x) {
    bfloat16 y;
    asm("cvt.rn.bf16.f32 %0, %1;" : "=h"(y.bits) : "f"(x));
    return y;
}

template <>
__device__ inline float16 from_float<float16>(float x) {
    float16 y;
    asm("cvt.rn.f16.f32 %0, %1;" : "=h"(y.bits) : "f"(x));
    return y;
}

// Two values in one register, the first in its lower half.
template <typename Element>
__device__ unsigned pack(float first, float second);

template <>
__device__ inline unsigned pack<bfloat16>(float first, float second) {
    unsigned packed;
    asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(packed) : "f"(second), "f"(first));
    return packed;
}

template <>
__device__ inline unsigned pack<float16>(float first, float second) {
    unsigned packed;
    asm("cvt.rn.f16x2.f32 %0, %1, %2;" : "=r"(packed) : "f"(second), "f"(first));
    return packed;
}

// 1 / (1 + e^-x), by the approximate functions of the device: off by a few units in the last of float's 24 bits.
__device__ inline float sigmoid(float x) {
    return __fdividef(1.0f, 1.0f + __expf(-x));
}

// ---- Copies from global to shared memory past the registers.

__device__ inline unsigned shared_address(const void* pointer) {
    return static_cast<unsigned>(__cvta_generic_to_shared(pointer));
}

// Copies 16 bytes, both ends aligned to 16, or writes zeros if there is nothing to copy; `from` is valid either way.
// There to be seen by the thread itself after wait_for_copies, by others after a barrier behind that.
__device__ inline void copy_16_bytes(void* to, const void* from, bool there) {
    asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;"
                 :
                 : "r"(shared_address(to)), "l"(from), "r"(there ? 16 : 0)
                 : "memory");
}

// Waits for all copies of this thread.
__device__ inline void wait_for_copies() {
    asm volatile("cp.async.wait_all;" ::: "memory");
}

// ---- What the lanes of a warp do together; all 32 must come.

// The value that another lane gives.
__device__ inline float from_lane(float x, int lane) {
    return __shfl_sync(ALL_LANES, x, lane);
}

// The value that lane ^ mask gives.
__device__ inline float from_lane_xor(float x, int mask) {
    return __shfl_xor_sync(ALL_LANES, x, mask);
}

// Loads four 8 x 8 matrices of 16-bit elements from shared memory. Lane i names row i % 8 of matrix i / 8, 16 bytes,
// and gets of each matrix the elements 2 * (i % 4) and the next of row i / 4.
__device__ inline void load_matrices(unsigned (&m)[4], const void* row) {
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0, %1, %2, %3}, [%4];"
                 : "=r"(m[0]), "=r"(m[1]), "=r"(m[2]), "=r"(m[3])
                 : "r"(shared_address(row))
                 : "memory");
}

// The same of the transposed matrices.
__device__ inline void load_matrices_transposed(unsigned (&m)[4], const void* row) {
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0, %1, %2, %3}, [%4];"
                 : "=r"(m[0]), "=r"(m[1]), "=r"(m[2]), "=r"(m[3])
                 : "r"(shared_address(row))
                 : "memory");
}

// C (16 x 8, float) += A (16 x 16) B (16 x 8) on the tensor cores. Lane i, with g = i / 4 and c = i % 4, holds
//   of A: rows g, g + 8, g, g + 8 at columns 2c and 2c + 1, from the third register on at 2c + 8 and 2c + 9;
//   of B: rows 2c and 2c + 1, then 2c + 8 and 2c + 9, of column g;
//   of C: columns 2c and 2c + 1 of row g, then of row g + 8.
template <typename Element>
__device__ void multiply_add(
        float& c0, float& c1, float& c2, float& c3, const unsigned (&a)[4], unsigned b0, unsigned b1);

template <>
__device__ inline void multiply_add<bfloat16>(
        float& c0, float& c1, float& c2, float& c3, const unsigned (&a)[4], unsigned b0, unsigned b1) {
    asm("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, "
        "{%0, %1, %2, %3};"
        : "+f"(c0), "+f"(c1), "+f"(c2), "+f"(c3)
        : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
}

template <>
__device__ inline void multiply_add<float16>(
        float& c0, float& c1, float& c2, float& c3, const unsigned (&a)[4], unsigned b0, unsigned b1) {
    asm("mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, "
        "{%0, %1, %2, %3};"
        : "+f"(c0), "+f"(c1), "+f"(c2), "+f"(c3)
        : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
}
