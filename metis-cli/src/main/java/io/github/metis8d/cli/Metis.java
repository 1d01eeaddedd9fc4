package io.github.metis8d.cli;

import io.github.metis8d.MetisException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The {@code metis} command. */
@Command(
        name = "metis",
        description = "Turns speech into 8-D semantic latents, 50 rows a second.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        showDefaultValues = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        subcommands = {
            ExtractCommand.class,
            EncodeCommand.class,
            InspectCommand.class,
            MergeCommand.class,
            ModelCommand.class,
            DoctorCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all was done",
            "1:it could not run; the message says why",
            "2:wrong usage",
            "3:done, but some files failed"
        })
public final class Metis implements Runnable {
    /** All was done. */
    static final int OK = 0;
    /** The command could not do its work. */
    static final int COULD_NOT_RUN = 1;
    /** The work was done, but for some files. */
    static final int SOME_FAILED = 3;

    @Spec
    private CommandSpec spec;

    /** Made by {@link #main}. */
    Metis() {}

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "Name a command: extract, encode, inspect, merge, model or doctor");
    }

    /**
     * Runs the command and ends the process with its exit code.
     *
     * @param arguments the command line
     */
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /** Runs the command. */
    static int run(String... arguments) {
        return commandLine().execute(arguments);
    }

    static CommandLine commandLine() {
        CommandLine metis = new CommandLine(new Metis())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(Metis::report);
        tellVersion(metis);
        return metis;
    }

    /** Not by an annotation: picocli asks for what subcommands inherit, and this loads LibTorch. */
    private static void tellVersion(CommandLine command) {
        command.getCommandSpec().versionProvider(new Version());
        command.getSubcommands().values().forEach(Metis::tellVersion);
    }

    private static int report(Exception failure, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        boolean expected = failure instanceof MetisException || failure instanceof CommandFailure;
        err.println(
                command.getColorScheme().errorText("metis: " + (expected ? failure.getMessage() : failure.toString())));
        if (LoggingOptions.isVerbose(parsed)) {
            failure.printStackTrace(err);
        } else if (!expected) {
            err.println("This was not foreseen; --verbose shows where it happened.");
        }
        err.flush();
        return COULD_NOT_RUN;
    }
}
