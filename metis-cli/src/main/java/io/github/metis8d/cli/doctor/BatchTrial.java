package io.github.metis8d.cli.doctor;

import io.github.metis8d.Latents;
import io.github.metis8d.Metis8dEncoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** Whether a clip's latents depend on what else is in its batch. */
public final class BatchTrial {
    private BatchTrial() {}

    /**
     * Tries clips of several lengths, each alone, all together, and the other way round.
     *
     * @param encoder of one device
     * @param clips cut to lengths that differ
     * @return whether each clip had the same bits every time
     */
    public static boolean sameBits(Metis8dEncoder encoder, List<float[]> clips) {
        List<float[]> company = new ArrayList<>();
        for (float[] clip : clips) {
            company.add(Arrays.copyOf(clip, clip.length / (1 + company.size()) - company.size()));
        }
        List<Latents> alone = company.stream()
                .map(clip -> encoder.encodeAll(List.of(clip)).get(0))
                .toList();
        List<Latents> together = encoder.encodeAll(company);
        Collections.reverse(company);
        List<Latents> reversed = new ArrayList<>(encoder.encodeAll(company));
        Collections.reverse(reversed);
        return IntStream.range(0, alone.size())
                .allMatch(i -> Arrays.equals(
                                alone.get(i).values(), together.get(i).values())
                        && Arrays.equals(alone.get(i).values(), reversed.get(i).values()));
    }
}
