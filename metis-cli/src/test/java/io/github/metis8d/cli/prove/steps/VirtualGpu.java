package io.github.metis8d.cli.prove.steps;

import io.github.metis8d.Latents;
import io.github.metis8d.spi.Backend;
import io.github.metis8d.spi.BackendDescription;
import io.github.metis8d.spi.PendingLatents;
import java.util.List;

/**
 * A GPU in a time of its own: a batch is copied by the host, launched operation by operation, and computed behind what the GPU
 * was given before. It ends no sooner than its last operation is launched.
 */
final class VirtualGpu implements Backend, HostClock.Blocker {
    private final double copy;
    private final double launch;
    private final double compute;
    private double now;
    private double free;

    /** @param copy to launch and compute, of each batch, in seconds; launching includes copying */
    VirtualGpu(double copy, double launch, double compute) {
        this.copy = copy;
        this.launch = launch;
        this.compute = compute;
    }

    HostClock clock() {
        return new HostClock(() -> now, this);
    }

    @Override
    public PendingLatents start(List<float[]> clips) {
        double begin = Math.max(free, now + copy);
        now += launch;
        double end = Math.max(begin + compute, now);
        free = end;
        return () -> {
            now = Math.max(now, end);
            return clips.stream().map(clip -> new Latents(new float[0])).toList();
        };
    }

    @Override
    public List<Latents> encode(List<float[]> clips) {
        return start(clips).await();
    }

    @Override
    public void queue(double seconds) {
        free = Math.max(free, now) + seconds;
    }

    @Override
    public void await() {
        now = Math.max(now, free);
    }

    @Override
    public BackendDescription description() {
        return new BackendDescription("virtual", 240, 2);
    }

    @Override
    public void close() {}
}
