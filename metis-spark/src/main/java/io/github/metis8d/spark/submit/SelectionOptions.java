package io.github.metis8d.spark.submit;

import io.github.metis8d.MetisException;
import io.github.metis8d.io.options.OptionTexts;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say which files are encoded. */
final class SelectionOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--audio-dir",
            required = true,
            paramLabel = "DIR",
            description =
                    "The folder of the audio files: any path that Spark reads, e.g. hdfs:///speech or s3a://bucket/speech."
                            + " A path of a machine must be there on all of them.")
    private String audioDir;

    @Option(
            names = "--part",
            defaultValue = "",
            paramLabel = "PART",
            showDefaultValue = Visibility.NEVER,
            description = OptionTexts.PART)
    private String part;

    @Option(
            names = "--ending",
            split = ",",
            defaultValue = ".wav",
            paramLabel = "ENDING",
            description = OptionTexts.ENDING)
    private List<String> endings;

    @Option(names = "--max-files", paramLabel = "N", description = OptionTexts.MAX_FILES)
    private Integer maxFiles;

    void check() {
        if (maxFiles != null && maxFiles < 1) {
            throw new ParameterException(spec.commandLine(), "--max-files must be at least 1");
        }
    }

    /** The folder, as a path of Hadoop's with its store. */
    Path folder(Configuration hadoop) throws IOException {
        Path folder = new Path(audioDir);
        return folder.getFileSystem(hadoop).makeQualified(folder);
    }

    /** The tree, of which {@link #select} takes what is asked for. */
    AudioListing list(Configuration hadoop) throws IOException {
        AudioListing listing = AudioListing.list(folder(hadoop), part, endings, hadoop);
        if (listing.files().isEmpty()) {
            throw new MetisException("there is no file that ends in " + String.join(" or ", endings) + " below "
                    + audioDir + (part.isEmpty() ? "" : ", " + part) + "; check --audio-dir, --part and --ending");
        }
        return listing;
    }

    List<ListedFile> select(AudioListing listing) {
        List<ListedFile> files = listing.files();
        return maxFiles == null ? files : files.subList(0, Math.min(maxFiles, files.size()));
    }
}
