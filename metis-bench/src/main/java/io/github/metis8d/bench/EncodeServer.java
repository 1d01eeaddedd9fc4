package io.github.metis8d.bench;

import io.github.metis8d.Metis8dEncoder;
import io.github.metis8d.ModelSource;
import io.github.metis8d.Precision;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * Encodes clips for another program that measures, in a process that has warmed up: after {@code ready}, a line on
 * standard input names a file of raw samples (float32, little-endian, 16 kHz), and a line of JSON answers it.
 */
public final class EncodeServer {
    private EncodeServer() {}

    /**
     * Serves until standard input ends.
     *
     * @param arguments model, device and precision
     * @throws IOException if a file cannot be read
     */
    public static void main(String[] arguments) throws IOException {
        BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (Metis8dEncoder encoder = Metis8dEncoder.builder()
                .model(ModelSource.parse(arguments[0]))
                .device(arguments[1])
                .precision(Precision.valueOf(arguments[2].toUpperCase(Locale.ROOT)))
                .build()) {
            System.out.println("ready");
            for (String file = requests.readLine(); file != null; file = requests.readLine()) {
                float[] samples = read(Path.of(file));
                long start = System.nanoTime();
                float[][] latents = encoder.encode(samples);
                double seconds = (System.nanoTime() - start) / 1e9;
                System.out.println("{\"seconds\": " + seconds + ", \"latents\": " + Arrays.deepToString(latents) + "}");
            }
        }
    }

    private static float[] read(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        float[] samples = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(samples);
        return samples;
    }
}
