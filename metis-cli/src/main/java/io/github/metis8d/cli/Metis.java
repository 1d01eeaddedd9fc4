package io.github.metis8d.cli;

import io.github.metis8d.MetisException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code metis} command. */
@Command(
        name = "metis",
        description = "Turns speech into 8-D semantic latents, 50 rows a second.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        showDefaultValues = true,
        sortOptions = false,
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
            "3:done, but some files failed",
            "130:stopped by Ctrl-C; 143 by SIGTERM, 129 by SIGHUP. The same command goes on"
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
        throw new ParameterException(
                spec.commandLine(), "Name a command: extract, encode, inspect, merge, model or doctor");
    }

    /**
     * Runs the command and ends the process with its exit code.
     *
     * @param arguments the command line
     */
    public static void main(String[] arguments) {
        // Numbers in what libraries log look like ours, which scripts may read, wherever the machine stands.
        Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
        System.exit(run(arguments));
    }

    /** Runs the command. */
    static int run(String... arguments) {
        return commandLine().execute(arguments);
    }

    static CommandLine commandLine() {
        CommandLine metis = new CommandLine(new Metis())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .registerConverter(Path.class, new PathArgument())
                .setParameterExceptionHandler(Metis::explain)
                .setExecutionExceptionHandler(Metis::report);
        tellVersion(metis);
        return metis;
    }

    /** Not by an annotation: picocli asks for what subcommands inherit, and this loads LibTorch. */
    private static void tellVersion(CommandLine command) {
        command.getCommandSpec().versionProvider(new Version());
        command.getSubcommands().values().forEach(Metis::tellVersion);
    }

    /** What is wrong with the command line, and where help is, in place of it. */
    private static int explain(ParameterException wrong, String[] arguments) {
        CommandLine command = wrong.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        PrintWriter err = command.getErr();
        err.println(command.getColorScheme().errorText(name + ": " + wrong.getMessage()));
        UnmatchedArgumentException.printSuggestions(wrong, err);
        err.println("'" + name + " --help' tells what there is.");
        err.flush();
        return command.getCommandSpec().exitCodeOnInvalidInput();
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
