package io.github.metis8d.spark.submit;

import io.github.metis8d.MetisException;
import io.github.metis8d.io.job.ExtractionSummary;
import io.github.metis8d.spark.LatentTransformer;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** A tree of audio files to tables of latents, on a cluster: the main class for {@code spark-submit}. */
@Command(
        name = "metis-spark",
        description = {
            "Encodes every audio file below a folder, on the executors of a Spark cluster.",
            "A file that cannot be read or decoded is in the table of failures. Stopped or killed, the same command goes on"
                    + " after the last batch that was committed."
        },
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all was done",
            "1:it could not run, or a batch failed; the message says why",
            "2:wrong usage",
            "3:done, but some files failed"
        })
public final class Extract implements Callable<Integer> {
    private static final System.Logger LOG = System.getLogger(Extract.class.getName());

    static final int OK = 0;
    static final int COULD_NOT_RUN = 1;
    static final int SOME_FAILED = 3;

    private static final String GO_ON = "give the same command again, which goes on from what was committed";

    @Spec
    private CommandSpec spec;

    @Mixin
    private SelectionOptions files;

    @Mixin
    private OutputOptions outputs;

    @Mixin
    private EncoderOptions encoding;

    /** Made by {@link #main}. */
    Extract() {}

    /**
     * Runs the job and ends the process with its exit code.
     *
     * @param arguments the command line
     */
    public static void main(String[] arguments) {
        Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
        // What the library logs goes where Spark's own messages go.
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        int code = run(arguments);
        if (code != OK) {
            System.exit(code);
        }
    }

    /** Runs the job. */
    static int run(String... arguments) {
        return commandLine().execute(arguments);
    }

    static CommandLine commandLine() {
        return new CommandLine(new Extract())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setParameterExceptionHandler(Extract::explain)
                .setExecutionExceptionHandler(Extract::report);
    }

    private static int explain(ParameterException wrong, String[] arguments) {
        PrintWriter err = wrong.getCommandLine().getErr();
        err.println("metis-spark: " + wrong.getMessage());
        err.println("'--help' tells what there is.");
        err.flush();
        return wrong.getCommandLine().getCommandSpec().exitCodeOnInvalidInput();
    }

    private static int report(Exception failure, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        if (failure instanceof MetisException) {
            err.println("metis-spark: " + failure.getMessage());
        } else {
            err.println("metis-spark: " + failure);
            failure.printStackTrace(err);
        }
        err.flush();
        return COULD_NOT_RUN;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        files.check();
        outputs.check();
        LatentTransformer transformer = encoding.transformer();
        boolean ours = SparkSession.getActiveSession().isEmpty()
                && SparkSession.getDefaultSession().isEmpty();
        SparkSession spark = SparkSession.builder().getOrCreate();
        try {
            return extract(spark, transformer) ? OK : SOME_FAILED;
        } finally {
            if (ours) {
                spark.stop();
            }
        }
    }

    /** Whether every file has latents in the end. */
    private boolean extract(SparkSession spark, LatentTransformer transformer)
            throws IOException, InterruptedException {
        Configuration hadoop = spark.sparkContext().hadoopConfiguration();
        OutputTables output = new OutputTables(spark, outputs.folder(), outputs.format(), outputs.compress());
        JobRecord record = encoding.jobRecord(files.folder(hadoop).toString()).with(outputs.format());
        output.check(record, outputs.append());
        AudioListing listing = files.list(hadoop);
        listing.problems().forEach(problem -> LOG.log(Level.WARNING, problem));
        List<ListedFile> wanted = files.select(listing);
        Set<String> done = output.keys();
        List<ListedFile> lacking =
                wanted.stream().filter(file -> !done.contains(file.key())).toList();
        LOG.log(
                Level.INFO,
                "{0} files below {1}, {2} of them in the output already; {3}",
                wanted.size(),
                listing.root(),
                wanted.size() - lacking.size(),
                encoding);
        boolean allEncoded = true;
        output.begin(record);
        if (lacking.isEmpty()) {
            output.finish(1, Set.of());
        } else {
            allEncoded = encode(spark, transformer, output, listing, lacking);
        }
        tell("the output is " + output.folder());
        return allEncoded && listing.problems().isEmpty();
    }

    private boolean encode(
            SparkSession spark,
            LatentTransformer transformer,
            OutputTables output,
            AudioListing listing,
            List<ListedFile> lacking)
            throws IOException, InterruptedException {
        int firstBatch = output.nextBatch();
        ExtractionRun run = new ExtractionRun(
                spark, transformer, output, listing.root(), Duration.ofMinutes(outputs.commitMinutes()));
        ExtractionSummary summary;
        try {
            summary = run.run(lacking, firstBatch);
        } catch (ExecutionException e) {
            throw new MetisException(
                    "a batch could not be done: " + e.getCause().getMessage() + "\nWhat was committed is in "
                            + output.folder() + ": " + GO_ON,
                    e.getCause());
        }
        Set<String> tried = new HashSet<>();
        lacking.forEach(file -> tried.add(file.key()));
        output.finish(firstBatch, tried);
        tell(summary.toString());
        if (encoding.hasRandomWeights()) {
            tell("these are latents of random weights, which mean nothing");
        }
        return summary.failed() == 0;
    }

    /** Whatever is logged, people see this. */
    private void tell(String message) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("metis-spark: " + message);
        err.flush();
    }
}
