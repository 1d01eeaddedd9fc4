package io.github.metis8d.io.audio;

/**
 * What a file holds.
 *
 * @param samples 16 kHz mono, full scale ±1; what is lost between two parts is silence, so that both stay in their places
 * @param damage what could not be decoded, in words that go on after the file's name; empty if nothing was lost
 * @param lostSeconds how much that is, as far as it is known
 */
public record DecodedAudio(float[] samples, String damage, double lostSeconds) {
    /**
     * Audio of which nothing is lost.
     *
     * @param samples as above
     * @return them, undamaged
     */
    public static DecodedAudio whole(float[] samples) {
        return new DecodedAudio(samples, "", 0);
    }

    /** {@return whether something could not be decoded} */
    public boolean damaged() {
        return !damage.isEmpty();
    }
}
