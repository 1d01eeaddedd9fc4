package io.github.metis8d.cli;

import io.github.metis8d.io.job.AudioTree;
import io.github.metis8d.io.job.Shard;
import io.github.metis8d.io.options.OptionTexts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say which files are encoded. */
final class FileOptions {
    /** What an array of samples can hold. */
    private static final int MAX_MINUTES = 37 * 60;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--audio-dir", required = true, paramLabel = "DIR", description = "The folder of the audio files.")
    private Path audioDir;

    @Option(
            names = "--part",
            defaultValue = "",
            paramLabel = "PART",
            showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER,
            description = OptionTexts.PART)
    private String part;

    @Option(
            names = "--ending",
            split = ",",
            defaultValue = ".wav",
            paramLabel = "ENDING",
            description = OptionTexts.ENDING)
    private List<String> endings;

    @Option(
            names = "--shard",
            paramLabel = "I/N",
            converter = ShardConverter.class,
            description = "Only the I-th of N parts of the files, for several processes or machines. Which part a file"
                    + " is in depends on its path below --audio-dir alone.")
    private Shard shard;

    @Option(names = "--max-files", paramLabel = "N", description = OptionTexts.MAX_FILES)
    private Integer maxFiles;

    @Option(names = "--max-minutes", defaultValue = "120", paramLabel = "N", description = OptionTexts.MAX_MINUTES)
    private int maxMinutes;

    @Option(names = "--refuse-damaged", description = OptionTexts.REFUSE_DAMAGED)
    private boolean refuseDamaged;

    @Option(
            names = "--moved",
            description =
                    "The audio is that of which the output was begun, at another place, though the files have other"
                            + " times. Without it that is taken for so only where sizes and times are the same.")
    private boolean moved;

    /** Reads I/N. */
    static final class ShardConverter implements picocli.CommandLine.ITypeConverter<Shard> {
        @Override
        public Shard convert(String value) {
            try {
                return Shard.parse(value);
            } catch (IllegalArgumentException e) {
                throw new picocli.CommandLine.TypeConversionException(e.getMessage());
            }
        }
    }

    /** The longest audio of a file. */
    Duration maxDuration() {
        return Duration.ofMinutes(maxMinutes);
    }

    /** Whether a file of which something is lost is an error. */
    boolean refusesDamaged() {
        return refuseDamaged;
    }

    /** Whether files at another place are the same, whatever their times. */
    boolean moved() {
        return moved;
    }

    String part() {
        return part;
    }

    Path audioDir() {
        return audioDir;
    }

    /** Looks whether there is a tree as the options ask for, without listing it. */
    void check() {
        if (maxFiles != null && maxFiles < 1) {
            throw new ParameterException(spec.commandLine(), "--max-files must be at least 1");
        }
        if (maxMinutes < 1 || maxMinutes > MAX_MINUTES) {
            throw new ParameterException(spec.commandLine(), "--max-minutes must be from 1 to " + MAX_MINUTES);
        }
        AudioTree.requireFolder(audioDir, part);
    }

    AudioTree list() {
        return AudioTree.list(audioDir, part, endings);
    }

    /** The keys of a listing that the options ask for, sorted. */
    List<String> select(AudioTree tree) {
        List<String> keys = tree.keys();
        if (keys.isEmpty()) {
            throw new CommandFailure(
                    "there is no file that ends in " + String.join(" or ", endings) + " below " + audioDir.resolve(part)
                            + "; check --audio-dir, --part and --ending",
                    null);
        }
        if (shard != null) {
            keys = keys.stream().filter(shard::holds).toList();
        }
        return maxFiles == null ? keys : keys.subList(0, Math.min(maxFiles, keys.size()));
    }

    /** What is selected, for a message. */
    @Override
    public String toString() {
        return "below " + audioDir.resolve(part) + (shard == null ? "" : ", shard " + shard);
    }
}
