package io.github.metis8d.bench;

import io.github.metis8d.Metis8dEncoder;
import io.github.metis8d.Precision;
import io.github.metis8d.torch.ComputePath;
import io.github.metis8d.torch.TorchBackendProvider;
import io.github.metis8d.torch.checkpoint.ModelParts;
import io.github.metis8d.torch.model.Batch;
import io.github.metis8d.torch.model.ClipRows;
import io.github.metis8d.torch.model.ClipSamples;
import io.github.metis8d.torch.model.Compute;
import io.github.metis8d.torch.model.LibTorchOperations;
import io.github.metis8d.torch.model.LogMel;
import io.github.metis8d.torch.model.RowRounding;
import io.github.metis8d.torch.model.Weights;
import io.github.metis8d.torch.runtime.DirectTransfer;
import io.github.metis8d.torch.runtime.HostArrays;
import io.github.metis8d.torch.runtime.LibTorch;
import io.github.metis8d.torch.runtime.NativeScope;
import io.github.metis8d.torch.runtime.Transfer;
import java.util.Arrays;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;

/** The published model's log-mel front end without the model behind it. For one thread at a time. */
final class LogMelFrontEnd implements AutoCloseable {
    private final PointerScope tables;
    private final Compute compute;
    private final LogMel logMel;

    /**
     * Makes window and filters.
     *
     * @param device {@code cpu} or {@code cuda:N}
     */
    public LogMelFrontEnd(String device) {
        new TorchBackendProvider().requireDevice(device);
        LibTorch.useAllCores();
        tables = new PointerScope();
        try (InferenceMode inference = new InferenceMode();
                PointerScope making = new PointerScope();
                ModelParts parts = ModelParts.published()) {
            Device place = new Device(device);
            tables.attach(place);
            ComputePath path = ComputePath.of(device, Precision.FP32);
            this.compute = path.compute(place, new LibTorchOperations());
            this.logMel = new LogMel(parts.frontEnd(), new Weights(parts.hiddenTensors(), compute, tables));
            NativeScope.leave(tables);
        } catch (RuntimeException | Error e) {
            tables.close();
            throw e;
        }
    }

    /**
     * Computes the rows of one clip.
     *
     * @param samples 16 kHz mono, full scale ±1, at least {@value Metis8dEncoder#MIN_SAMPLES}
     * @return {@code T * 160} normalised log-mel values, row after row
     */
    public float[] rows(float[] samples) {
        try (InferenceMode inference = new InferenceMode();
                PointerScope call = new PointerScope()) {
            Transfer transfer = new DirectTransfer(compute.device());
            int frames = LogMel.frames(samples.length);
            ClipRows clip = new ClipRows(new int[] {frames}, RowRounding.FINE, transfer);
            ClipSamples layout = new ClipSamples(clip);
            Tensor whole = HostArrays.tensor(Arrays.copyOf(samples, layout.samples()), transfer);
            Tensor host = logMel.forward(whole, Batch.whole(clip, whole), layout, transfer)
                    .cpu()
                    .contiguous();
            float[] values = new float[ClipRows.rows(frames) * (int) host.size(1)];
            host.data_ptr_float().get(values);
            return values;
        }
    }

    @Override
    public void close() {
        tables.close();
    }
}
