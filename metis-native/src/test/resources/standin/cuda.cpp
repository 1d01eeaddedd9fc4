// Two GPUs that are not there, for LibTorch's CUDA build and JavaCPP's presets: what they call of CUDA's runtime, of the driver
// and of NVML to take memory, copy, load a kernel and tell how a GPU is. Memory is the host's, streams do at once what they
// are given, and a kernel writes what it was given into the memory that it was given. Every call is told on standard output.
//
// The program names a file; once that exists, the second GPU has failed, and every call for it fails.
//
// Compiled thrice: as what is loaded before all else, in place of the runtime's functions of the same names (RUNTIME), as the
// driver (DRIVER), and as NVML (NVML). Without CUDA's headers, which a machine need not have: handles are pointers here.
#include <unistd.h>

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>

namespace {

constexpr int SUCCESS = 0;
constexpr int OUT_OF_MEMORY = 2;
constexpr int NO_DEVICE = 100;
constexpr int NOT_FOUND = 500;
constexpr int ILLEGAL_ADDRESS = 700;
constexpr int GPUS = 2;
constexpr size_t MEMORY = size_t{80} << 30;

template <typename... Values>
void tell(const char* format, Values... values) {
    char line[256];
    std::snprintf(line, sizeof line, format, values...);
    std::printf("call: %s\n", line);
    std::fflush(stdout);
}

bool failed(int gpu) {
    const char* file = std::getenv("STANDIN_FAILED");
    return gpu == 1 && file != nullptr && access(file, F_OK) == 0;
}

}  // namespace

#ifdef RUNTIME

namespace {

thread_local int current = 0;
std::mutex lock;
std::map<void*, int> owners;

int result() {
    return failed(current) ? ILLEGAL_ADDRESS : SUCCESS;
}

void* memory(size_t bytes) {
    return std::aligned_alloc(512, (bytes + 511) / 512 * 512);
}

}  // namespace

extern "C" {

// The beginning of CUDA 13's cudaDeviceProp, as far as it is looked at.
struct Properties {
    char name[256];
    char ids[32];
    size_t total_memory;
    size_t shared_memory;
    int registers;
    int warp_size;
    size_t pitch;
    int threads;
    int block[3];
    int grid[3];
    size_t constant_memory;
    int major;
    int minor;
};

int cudaGetDeviceCount(int* count) {
    *count = GPUS;
    return SUCCESS;
}

int cudaGetDeviceProperties(Properties* properties, int gpu) {
    std::snprintf(properties->name, sizeof properties->name, "Stand-in %d", gpu);
    properties->total_memory = MEMORY;
    properties->warp_size = 32;
    properties->threads = 1024;
    properties->major = 9;
    return SUCCESS;
}

int cudaDeviceGetAttribute(int* value, int attribute, int) {
    *value = attribute == 75 ? 9 : 0;
    return SUCCESS;
}

int cudaGetDevice(int* gpu) {
    *gpu = current;
    return SUCCESS;
}

int cudaSetDevice(int gpu) {
    current = gpu;
    return result();
}

int cudaDeviceSynchronize() {
    return result();
}

int cudaGetLastError() {
    return result();
}

int cudaPeekAtLastError() {
    return result();
}

int cudaMalloc(void** pointer, size_t bytes) {
    tell("cudaMalloc %zu on %d", bytes, current);
    if (bytes > MEMORY) {
        return OUT_OF_MEMORY;
    }
    *pointer = memory(bytes);
    std::lock_guard<std::mutex> hold(lock);
    owners[*pointer] = current;
    return result();
}

int cudaFree(void* pointer) {
    std::lock_guard<std::mutex> hold(lock);
    const auto found = owners.find(pointer);
    if (found != owners.end()) {
        tell("cudaFree on %d", found->second);
        if (failed(found->second)) {
            return ILLEGAL_ADDRESS;
        }
        owners.erase(found);
        std::free(pointer);
    }
    return SUCCESS;
}

int cudaMemGetInfo(size_t* free_bytes, size_t* total) {
    *free_bytes = MEMORY;
    *total = MEMORY;
    return result();
}

int cudaHostAlloc(void** pointer, size_t bytes, unsigned flags) {
    tell("cudaHostAlloc %zu %u on %d", bytes, flags, current);
    *pointer = memory(bytes);
    return result();
}

int cudaFreeHost(void* pointer) {
    tell("cudaFreeHost on %d", current);
    if (!failed(current)) {
        std::free(pointer);
    }
    return result();
}

int cudaMemcpyAsync(void* to, const void* from, size_t bytes, int kind, void* stream) {
    tell("cudaMemcpyAsync %zu kind %d %s", bytes, kind, stream == nullptr ? "in LibTorch's stream" : "in one of its own");
    std::memcpy(to, from, bytes);
    return result();
}

int cudaDeviceGetStreamPriorityRange(int* least, int* greatest) {
    *least = 0;
    *greatest = -5;
    return SUCCESS;
}

int cudaStreamCreateWithPriority(void** stream, unsigned, int) {
    *stream = memory(1);
    return result();
}

int cudaStreamSynchronize(void* stream) {
    tell("cudaStreamSynchronize %s", stream == nullptr ? "LibTorch's" : "another");
    return result();
}

int cudaStreamQuery(void*) {
    return result();
}

int cudaStreamIsCapturing(void*, int* status) {
    *status = 0;
    return SUCCESS;
}

int cudaThreadExchangeStreamCaptureMode(int*) {
    return SUCCESS;
}

int cudaStreamWaitEvent(void* stream, void*, unsigned) {
    tell("cudaStreamWaitEvent %s", stream == nullptr ? "LibTorch's" : "another");
    return result();
}

int cudaEventCreateWithFlags(void** event, unsigned flags) {
    tell("cudaEventCreateWithFlags %u on %d", flags, current);
    *event = memory(1);
    return result();
}

int cudaEventRecord(void*, void* stream) {
    tell("cudaEventRecord %s", stream == nullptr ? "LibTorch's" : "another");
    return result();
}

int cudaEventSynchronize(void*) {
    tell("cudaEventSynchronize");
    return result();
}

int cudaEventQuery(void*) {
    return result();
}

int cudaEventDestroy(void* event) {
    tell("cudaEventDestroy");
    if (!failed(current)) {
        std::free(event);
    }
    return result();
}

int cudaDriverGetVersion(int* version) {
    *version = 13010;
    return SUCCESS;
}

}  // extern "C"

#endif

#ifdef DRIVER

extern "C" {

// NVRTC and the real runtime look for a driver too, and go without.
int cuInit(unsigned) {
    return NO_DEVICE;
}

int cuDevicePrimaryCtxGetState(int, unsigned* flags, int* active) {
    *flags = 0;
    *active = 1;
    return SUCCESS;
}

int cuModuleLoadData(void** module, const void* image) {
    tell("cuModuleLoadData %s", static_cast<const char*>(image));
    *module = std::malloc(1);
    return SUCCESS;
}

int cuModuleGetFunction(void** function, void*, const char* name) {
    tell("cuModuleGetFunction %s", name);
    *function = strdup(name);
    return std::strcmp(name, "missing") == 0 ? NOT_FOUND : SUCCESS;
}

int cuModuleUnload(void* module) {
    tell("cuModuleUnload");
    std::free(module);
    return SUCCESS;
}

// Writes its second and third argument, an int and a float, to where its first one points.
int cuLaunchKernel(
        void* function,
        unsigned x,
        unsigned y,
        unsigned z,
        unsigned threads,
        unsigned block_y,
        unsigned block_z,
        unsigned shared,
        void* stream,
        void** arguments,
        void** extra) {
    tell("cuLaunchKernel %s grid %u %u %u block %u %u %u shared %u %s%s",
            static_cast<const char*>(function), x, y, z, threads, block_y, block_z, shared,
            stream == nullptr ? "in LibTorch's stream" : "elsewhere", extra == nullptr ? "" : " and more");
    float* out = *static_cast<float**>(arguments[0]);
    out[0] = static_cast<float>(*static_cast<int*>(arguments[1]));
    out[1] = *static_cast<float*>(arguments[2]);
    return SUCCESS;
}

int cuGetErrorString(int error, const char** text) {
    *text = error == NOT_FOUND ? "named symbol not found" : nullptr;
    return error == NOT_FOUND ? SUCCESS : 1;
}

}  // extern "C"

#endif

#ifdef NVML

extern "C" {

struct Utilisation {
    unsigned gpu, memory;
};

struct Memory {
    unsigned long long total, free, used;
};

int nvmlInit_v2() {
    return SUCCESS;
}

int nvmlDeviceGetHandleByPciBusId_v2(const char* place, void** device) {
    tell("nvmlDeviceGetHandleByPciBusId %s", place);
    *device = std::malloc(1);
    return SUCCESS;
}

int nvmlDeviceGetUtilizationRates(void*, Utilisation* rates) {
    *rates = {97, 5};
    return SUCCESS;
}

int nvmlDeviceGetMemoryInfo(void*, Memory* memory) {
    *memory = {MEMORY, MEMORY - (size_t{3} << 30), size_t{3} << 30};
    return SUCCESS;
}

int nvmlDeviceGetTemperature(void*, int sensor, unsigned* celsius) {
    *celsius = 54 + sensor;
    return SUCCESS;
}

int nvmlDeviceGetPowerUsage(void*, unsigned*) {
    return 3;
}

int nvmlDeviceGetClockInfo(void*, int which, unsigned* megahertz) {
    *megahertz = which == 1 ? 1755 : 0;
    return SUCCESS;
}

const char* nvmlErrorString(int) {
    return "Not Supported";
}

}  // extern "C"

#endif
