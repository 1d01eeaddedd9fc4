// A program that runs one kernel once. Compiled with SOURCE and NAME, and with what the kernel is compiled with.
#include SOURCE

int main(int count, char** texts) {
    return emulation::main(NAME, count, texts);
}
