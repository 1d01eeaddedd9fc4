import io.github.metis8d.Latents;
import io.github.metis8d.io.latents.JobOutput;
import io.github.metis8d.io.latents.OutputFormat;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** Writes made-up entries as a job does, without a model: java Entries.java FORMAT OUTPUT COUNT. Goes on with what is there. */
public class Entries {
    private static final int BATCH = 100;

    public static void main(String[] args) throws Exception {
        OutputFormat format = OutputFormat.valueOf(args[0].toUpperCase(Locale.ROOT));
        int count = Integer.parseInt(args[2]);
        Map<String, String> maker = Map.of("model", "made up", "precision", "fp32");
        long start = System.nanoTime();
        try (JobOutput output = format.open(Path.of(args[1]), false, maker, JobOutput.IfFinished.FAIL)) {
            System.out.println(output.keys().size() + " are there");
            for (int i = 0; i < count; i++) {
                String key = String.format("part_%03d/%08x.wav", i / 1000, i);
                if (!output.keys().contains(key)) {
                    output.write(key, latents(i));
                }
                if (i % BATCH == BATCH - 1) {
                    output.flush();
                }
            }
            output.finish();
        }
        System.out.printf("%s: %d entries in %.1f s%n", format, count, (System.nanoTime() - start) / 1e9);
    }

    /** One to three seconds of numbers that drift as latents do. */
    private static Latents latents(int i) {
        Random random = new Random(i);
        float[] values = new float[(50 + random.nextInt(101)) * Latents.DIMENSIONS];
        for (int k = 0; k < values.length; k++) {
            float before = k < Latents.DIMENSIONS ? 0 : values[k - Latents.DIMENSIONS];
            values[k] = 0.8f * before + 0.6f * (float) random.nextGaussian();
        }
        return new Latents(values);
    }
}
