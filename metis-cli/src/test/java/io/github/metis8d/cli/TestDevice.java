package io.github.metis8d.cli;

/** The device that the tests run on: the CPU, or the one that the property {@code metis.test.device} names. */
final class TestDevice {
    static final String NAME = System.getProperty("metis.test.device", "cpu");

    private TestDevice() {}
}
