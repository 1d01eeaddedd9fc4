// The device as the kernels see it, on a CPU: in place of the header of this name that is for the GPU.
//
// The threads of a block are fibers of one CPU thread, blocks run one after the other. A fiber runs until it waits, for
// the block or for its warp; who runs next is drawn by lot, so that a missing barrier shows. So does a missing wait for
// a copy: the target holds NaN until the thread that began the copy has waited for it.
#pragma once

#include <setjmp.h>
#include <ucontext.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <random>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#define __device__
#define __global__
#define __shared__ static
#define __launch_bounds__(...)
#define __align__(bytes) __attribute__((aligned(bytes)))

struct Index {
    int x, y, z;
};

struct float4 {
    float x, y, z, w;
};

constexpr int LANES = 32;

inline Index threadIdx;
inline Index blockIdx;
inline Index gridDim;

// ---- Fibers

namespace emulation {

constexpr size_t STACK_BYTES = 64 << 10;

// Opens when all have come, for those that came.
struct Barrier {
    int size = 0;
    int arrived = 0;
    unsigned opened = 0;
};

// What the lanes of a warp give each other. Two sets of slots: nobody comes to the next exchange but one before all
// have left this one.
struct Warp {
    Barrier barrier;
    uint64_t slots[2][LANES][6];
};

struct Copy {
    void* to;
    unsigned char bytes[16];
};

// A fiber is started by its context, but from then on left and entered by jumps: swapcontext asks the kernel for the
// signal mask each time, which takes ten times as long as all else.
struct Fiber {
    ucontext_t context;
    jmp_buf left;
    bool started;
    std::unique_ptr<char[]> stack{new char[STACK_BYTES]};
    Index thread;
    Warp* warp;
    int lane;
    unsigned exchanges;
    std::vector<Copy> copies;
    const Barrier* waits_for;
    unsigned since;
    bool done;
};

inline jmp_buf scheduler;
inline Fiber* running;
inline Barrier block_barrier;

inline void enter(Fiber& fiber) {
    running = &fiber;
    threadIdx = fiber.thread;
    if (_setjmp(scheduler) == 0) {
        if (fiber.started) {
            _longjmp(fiber.left, 1);
        }
        fiber.started = true;
        setcontext(&fiber.context);
    }
}

inline void leave() {
    if (_setjmp(running->left) == 0) {
        _longjmp(scheduler, 1);
    }
}

inline void wait(Barrier& barrier) {
    if (++barrier.arrived == barrier.size) {
        barrier.arrived = 0;
        barrier.opened++;
        return;
    }
    running->waits_for = &barrier;
    running->since = barrier.opened;
    leave();
}

// Gives values to the warp, and returns the slots in which those of every lane are.
inline const uint64_t (*exchange(std::initializer_list<uint64_t> values))[6] {
    Fiber& self = *running;
    auto& slots = self.warp->slots[self.exchanges++ % 2];
    std::copy(values.begin(), values.end(), slots[self.lane]);
    wait(self.warp->barrier);
    return slots;
}

inline uint32_t bits_of(float x) {
    uint32_t bits;
    std::memcpy(&bits, &x, sizeof bits);
    return bits;
}

inline float float_of(uint32_t bits) {
    float x;
    std::memcpy(&x, &bits, sizeof x);
    return x;
}

}  // namespace emulation

inline void __syncthreads() {
    emulation::wait(emulation::block_barrier);
}

inline float infinity() {
    return INFINITY;
}

// ---- Number formats

struct bfloat16 {
    unsigned short bits;
};

struct float16 {
    unsigned short bits;
};

inline float to_float(float x) {
    return x;
}

inline float to_float(bfloat16 x) {
    return emulation::float_of(static_cast<uint32_t>(x.bits) << 16);
}

inline float to_float(float16 x) {
    const int exponent = x.bits >> 10 & 0x1f;
    const int fraction = x.bits & 0x3ff;
    const float sign = x.bits & 0x8000 ? -1.0f : 1.0f;
    if (exponent == 0x1f) {
        return fraction ? NAN : sign * INFINITY;
    }
    return sign * (exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(0x400 + fraction, exponent - 25));
}

template <typename Element>
Element from_float(float x);

template <>
inline float from_float<float>(float x) {
    return x;
}

// Rounds to nearest, ties to even, as all of these.
template <>
inline bfloat16 from_float<bfloat16>(float x) {
    if (std::isnan(x)) {
        return {0x7fff};
    }
    const uint32_t bits = emulation::bits_of(x);
    return {static_cast<unsigned short>((bits + 0x7fff + (bits >> 16 & 1)) >> 16)};
}

template <>
inline float16 from_float<float16>(float x) {
    if (std::isnan(x)) {
        return {0x7fff};
    }
    const unsigned short sign = std::signbit(x) ? 0x8000 : 0;
    const float size = std::fabs(x);
    if (size >= 65520.0f) {
        return {static_cast<unsigned short>(sign | 0x7c00)};
    }
    if (size < 0x1p-14f) {
        return {static_cast<unsigned short>(sign | static_cast<int>(std::nearbyint(std::ldexp(size, 24))))};
    }
    int exponent;
    const float fraction = std::frexp(size, &exponent);  // from 1/2 to 1
    // A fraction that is rounded up to 1 carries into the exponent, as it should.
    const int mantissa = static_cast<int>(std::nearbyint(std::ldexp(fraction, 11))) - 0x400;
    return {static_cast<unsigned short>(sign | (((exponent + 14) << 10) + mantissa))};
}

template <typename Element>
unsigned pack(float first, float second) {
    return from_float<Element>(first).bits | static_cast<unsigned>(from_float<Element>(second).bits) << 16;
}

inline float sigmoid(float x) {
    return 1.0f / (1.0f + std::exp(-x));
}

inline float rsqrtf(float x) {
    return 1.0f / std::sqrt(x);
}

// ---- Copies

inline void copy_16_bytes(void* to, const void* from, bool there) {
    if (reinterpret_cast<uintptr_t>(to) % 16 != 0 || reinterpret_cast<uintptr_t>(from) % 16 != 0) {
        std::fprintf(stderr, "a copy of 16 bytes is not aligned\n");
        std::exit(1);
    }
    emulation::Copy copy{to, {}};
    if (there) {
        std::memcpy(copy.bytes, from, sizeof copy.bytes);
    }
    std::memset(to, 0xff, sizeof copy.bytes);
    emulation::running->copies.push_back(copy);
}

inline void wait_for_copies() {
    for (const emulation::Copy& copy : emulation::running->copies) {
        std::memcpy(copy.to, copy.bytes, sizeof copy.bytes);
    }
    emulation::running->copies.clear();
}

// ---- Warps

inline float from_lane(float x, int lane) {
    return emulation::float_of(emulation::exchange({emulation::bits_of(x)})[lane][0]);
}

inline float from_lane_xor(float x, int mask) {
    return from_lane(x, emulation::running->lane ^ mask);
}

inline void load_matrices(unsigned (&m)[4], const void* row) {
    const auto rows = emulation::exchange({reinterpret_cast<uint64_t>(row)});
    const int lane = emulation::running->lane;
    for (int i = 0; i < 4; i++) {
        std::memcpy(&m[i], reinterpret_cast<const unsigned*>(rows[i * 8 + lane / 4][0]) + lane % 4, sizeof m[i]);
    }
}

inline void load_matrices_transposed(unsigned (&m)[4], const void* row) {
    const auto rows = emulation::exchange({reinterpret_cast<uint64_t>(row)});
    const int lane = emulation::running->lane;
    for (int i = 0; i < 4; i++) {
        const auto element = [&](int r) {
            return reinterpret_cast<const uint16_t*>(rows[i * 8 + r][0])[lane / 4];
        };
        m[i] = element(lane % 4 * 2) | static_cast<unsigned>(element(lane % 4 * 2 + 1)) << 16;
    }
}

template <typename Element>
void multiply_add(float& c0, float& c1, float& c2, float& c3, const unsigned (&a)[4], unsigned b0, unsigned b1) {
    const auto slots = emulation::exchange({a[0], a[1], a[2], a[3], b0, b1});
    const int lane = emulation::running->lane;
    const auto half = [&](int owner, int slot, int which) {
        return to_float(Element{static_cast<unsigned short>(slots[owner][slot] >> (16 * which))});
    };
    const auto left = [&](int row, int k) {
        return half(row % 8 * 4 + k % 8 / 2, row / 8 + k / 8 * 2, k % 2);
    };
    const auto right = [&](int k, int column) {
        return half(column * 4 + k % 8 / 2, 4 + k / 8, k % 2);
    };
    float* c[2][2] = {{&c0, &c1}, {&c2, &c3}};
    for (int row = 0; row < 2; row++) {
        for (int column = 0; column < 2; column++) {
            for (int k = 0; k < 16; k++) {
                *c[row][column] += left(lane / 4 + 8 * row, k) * right(k, lane % 4 * 2 + column);
            }
        }
    }
}

// ---- Launches

namespace emulation {

// What a kernel is given: a number, or a file of elements. A file that may be written is written back.
template <typename T>
class Argument {
  public:
    explicit Argument(const char* text) {
        if constexpr (std::is_integral_v<T>) {
            value = static_cast<T>(std::atoi(text));
        } else {
            value = static_cast<T>(std::atof(text));
        }
    }

    T get() const {
        return value;
    }

    void finish() {}

  private:
    T value;
};

template <typename T>
class Argument<T*> {
  public:
    explicit Argument(const char* path) : path(path) {
        std::ifstream file(path, std::ios::binary);
        const std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
        size = bytes.size();
        memory.resize(size / 16 + 1);
        std::memcpy(memory.data(), bytes.data(), size);
    }

    T* get() {
        return reinterpret_cast<T*>(memory.data());
    }

    void finish() {
        if constexpr (!std::is_const_v<T>) {
            std::ofstream(path, std::ios::binary).write(reinterpret_cast<const char*>(memory.data()), size);
        }
    }

  private:
    struct alignas(16) Unit {
        char bytes[16];
    };

    std::string path;
    size_t size;
    std::vector<Unit> memory;
};

inline void (*entry)(void*);
inline void* entry_arguments;

inline void run_fiber() {
    entry(entry_arguments);
    if (!running->copies.empty()) {
        std::fprintf(stderr, "a thread ended without waiting for its copies\n");
        std::exit(1);
    }
    running->done = true;
    leave();
}

inline void run_block(std::deque<Fiber>& fibers, std::deque<Warp>& warps, std::minstd_rand& lot) {
    const int threads = static_cast<int>(fibers.size());
    block_barrier = {threads, 0, 0};
    for (Warp& warp : warps) {
        warp.barrier = {LANES, 0, 0};
    }
    std::vector<Fiber*> left;
    for (int i = 0; i < threads; i++) {
        Fiber& fiber = fibers[i];
        fiber.thread = {i, 0, 0};
        fiber.warp = &warps[i / LANES];
        fiber.lane = i % LANES;
        fiber.exchanges = 0;
        fiber.waits_for = nullptr;
        fiber.done = false;
        fiber.started = false;
        getcontext(&fiber.context);
        fiber.context.uc_stack.ss_sp = fiber.stack.get();
        fiber.context.uc_stack.ss_size = STACK_BYTES;
        makecontext(&fiber.context, run_fiber, 0);
        left.push_back(&fiber);
    }
    const Warp* last = &warps[lot() % warps.size()];
    while (!left.empty()) {
        std::shuffle(left.begin(), left.end(), lot);
        bool moved = false;
        for (Fiber* fiber : left) {
            const bool may = fiber->waits_for == nullptr || fiber->waits_for->opened != fiber->since;
            if (may && fiber->warp != last) {
                moved = true;
                fiber->waits_for = nullptr;
                enter(*fiber);
            }
        }
        if (!moved) {
            if (last == nullptr) {
                std::fprintf(stderr, "threads wait for one another for ever\n");
                std::exit(1);
            }
            last = nullptr;
            continue;
        }
        if (last == nullptr) {
            last = &warps[lot() % warps.size()];
        }
        std::vector<Fiber*> still;
        for (Fiber* fiber : left) {
            if (!fiber->done) {
                still.push_back(fiber);
            }
        }
        left.swap(still);
    }
}

template <typename... Parameters, size_t... Positions>
int launch(void (*kernel)(Parameters...), char** texts, Index grid, int threads, std::index_sequence<Positions...>) {
    std::tuple<Argument<Parameters>...> arguments{Argument<Parameters>(texts[Positions])...};
    auto call = [&] { kernel(std::get<Positions>(arguments).get()...); };
    entry = [](void* call_pointer) { (*static_cast<decltype(call)*>(call_pointer))(); };
    entry_arguments = &call;

    gridDim = grid;
    std::deque<Fiber> fibers(threads);
    std::deque<Warp> warps(threads / LANES);
    std::minstd_rand lot(1);
    for (blockIdx.z = 0; blockIdx.z < grid.z; blockIdx.z++) {
        for (blockIdx.y = 0; blockIdx.y < grid.y; blockIdx.y++) {
            for (blockIdx.x = 0; blockIdx.x < grid.x; blockIdx.x++) {
                run_block(fibers, warps, lot);
            }
        }
    }
    (std::get<Positions>(arguments).finish(), ...);
    return 0;
}

// Arguments of the program: the grid's three sizes, the threads of a block, then what the kernel takes.
template <typename... Parameters>
int main(void (*kernel)(Parameters...), int count, char** texts) {
    if (count != 5 + static_cast<int>(sizeof...(Parameters)) || std::atoi(texts[4]) % LANES != 0) {
        std::fprintf(stderr, "not the arguments of this kernel\n");
        return 1;
    }
    const Index grid{std::atoi(texts[1]), std::atoi(texts[2]), std::atoi(texts[3])};
    return launch(kernel, texts + 5, grid, std::atoi(texts[4]), std::index_sequence_for<Parameters...>{});
}

}  // namespace emulation
