package io.github.metis8d.torch.checkpoint;

/** What comes from a file, as it may stand in a message: short, and unable to steer a terminal. */
final class Printable {
    private static final int MAX_LENGTH = 200;

    private Printable() {}

    static String of(String text) {
        String start = text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) + "..." : text;
        return start.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Cs}]", "?");
    }
}
