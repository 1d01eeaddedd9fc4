package io.github.metis8d.torch;

import static org.bytedeco.pytorch.global.torch.empty;

import io.github.metis8d.torch.checkpoint.SafeTensors;
import io.github.metis8d.torch.runtime.LibTorch;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** Answers of the reference implementation for the model tiny-random, clip by clip and stage by stage. */
public record Golden(String file, String clip) {
    static final List<String> AUDIO = List.of(
            "de_44k1_float32.wav",
            "en_16k_pcm16.wav",
            "en_48k_stereo_pcm24.wav",
            "es_8k_mulaw.wav",
            "fr_22k05_pcm16.wav",
            "it_24k.flac",
            "nl_48k.ogg",
            "pt_44k1_stereo.mp3",
            "sv_32k_pcm8.wav");
    static final List<String> SIGNALS = List.of(
            "dc_1s",
            "even_16240",
            "four_frames_880",
            "impulse",
            "long_65s",
            "loud_2x",
            "odd_16079",
            "shortest_560",
            "silence_1s",
            "square_full_scale",
            "three_frames_720_odd",
            "two_frames_719");

    public static Stream<Golden> all() {
        return Stream.concat(
                AUDIO.stream().map(clip -> new Golden("audio", clip)),
                SIGNALS.stream().map(clip -> new Golden("signals", clip)));
    }

    /** Those for which every stage is there, not the answer alone. */
    public static Stream<Golden> staged() {
        return all().filter(golden -> !golden.clip.equals("long_65s"));
    }

    public float[] samples() {
        return read("samples16k");
    }

    public float[] latents() {
        return read("latents");
    }

    public float[] read(String stage) {
        LibTorch.load();
        try (PointerScope scope = new PointerScope();
                SafeTensors tensors = SafeTensors.open(path())) {
            String name = clip + "/" + stage;
            Tensor tensor = empty(
                    tensors.shape(name).stream().mapToLong(Long::longValue).toArray());
            tensors.read(name, tensor);
            return floats(tensor);
        }
    }

    public static float[] floats(Tensor tensor) {
        float[] values = new float[(int) tensor.numel()];
        new FloatPointer(tensor.cpu().contiguous().data_ptr()).get(values);
        return values;
    }

    private Path path() {
        try {
            return Path.of(
                    Golden.class.getResource("/golden/" + file + ".safetensors").toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@code ||actual - expected|| / ||expected||} */
    public static double relativeError(float[] actual, float[] expected) {
        if (actual.length != expected.length) {
            throw new AssertionError(actual.length + " values instead of " + expected.length);
        }
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.pow((double) actual[i] - expected[i], 2);
            norm += Math.pow(expected[i], 2);
        }
        return Math.sqrt(difference / norm);
    }

    public static double largestDifference(float[] actual, float[] expected) {
        if (actual.length != expected.length) {
            throw new AssertionError(actual.length + " values instead of " + expected.length);
        }
        double largest = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs((double) actual[i] - expected[i]));
        }
        return largest;
    }

    @Override
    public String toString() {
        return clip;
    }
}
