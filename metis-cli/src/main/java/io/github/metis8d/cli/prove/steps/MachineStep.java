package io.github.metis8d.cli.prove.steps;

import io.github.metis8d.cli.doctor.MachineReport;
import io.github.metis8d.cli.prove.process.Finding;
import io.github.metis8d.cli.prove.process.Step;
import io.github.metis8d.cli.prove.process.StepContext;
import io.github.metis8d.cli.prove.process.StepLog;
import io.github.metis8d.torch.TorchBackendProvider;
import io.github.metis8d.torch.cuda.Gpu;
import io.github.metis8d.torch.cuda.NvidiaDriver;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.util.List;
import java.util.Locale;

/** What the machine has, and the device that is tried where none was named: the first GPU, or the CPU. */
public final class MachineStep implements Step {
    /** What a line is about. */
    public static final String WHAT = "what";

    /** What was found of it. */
    public static final String FOUND = "found";

    /** Made by the process. */
    public MachineStep() {}

    @Override
    public void run(StepContext context) {
        StepLog log = context.log();
        tell(log, "system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        tell(log, "Java", Runtime.version() + " by " + System.getProperty("java.vendor"));
        tellLoad(log);
        List<Gpu> gpus = Gpu.all();
        new MachineReport(NvidiaDriver.ofMachine(), gpus, System.getenv("CUDA_VISIBLE_DEVICES"))
                .lines()
                .forEach(line -> tell(log, line.what(), line.text()));
        if (context.device().isEmpty()) {
            choose(log, gpus);
        } else {
            new TorchBackendProvider().requireDevice(context.device());
            tellTried(log, context.device());
        }
    }

    /** Where others compute, times are theirs too; Windows does not tell. */
    private static void tellLoad(StepLog log) {
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        double load = system.getSystemLoadAverage();
        if (load > system.getAvailableProcessors() / 2.0) {
            log.note(String.format(
                    Locale.ROOT,
                    "the machine is busy: over the last minute %.1f threads wanted to run on its %d cores. Times and speeds are"
                            + " worse for it, and steps may not end in time: prove a device while nothing else computes",
                    load,
                    system.getAvailableProcessors()));
        }
    }

    private static void choose(StepLog log, List<Gpu> gpus) {
        if (gpus.isEmpty() && MachineReport.cudaIsWanted()) {
            log.problem(
                    "there is no GPU to try: LibTorch's CUDA build is on the class path, but this process sees no GPU."
                            + " To try the CPU, name it: --device cpu");
            return;
        }
        String device = gpus.isEmpty() ? "cpu" : gpus.get(0).device();
        tellTried(log, device);
    }

    private static void tellTried(StepLog log, String device) {
        log.found(Finding.of(WHAT, "tried").with(FOUND, device).with(StepContext.DEVICE, device));
    }

    private static void tell(StepLog log, String what, String found) {
        log.found(Finding.of(WHAT, what).with(FOUND, found));
    }
}
