package io.github.metis8d.io;

/** What is wrong with the audio in a file, in words that go on after the file's name. */
final class UndecodableException extends Exception {
    private static final long serialVersionUID = 1L;

    UndecodableException(String message) {
        super(message);
    }
}
