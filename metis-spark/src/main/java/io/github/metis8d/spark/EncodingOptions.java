package io.github.metis8d.spark;

import io.github.metis8d.ModelSource;
import io.github.metis8d.Precision;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** What is asked for, by the names of the command's options, as it goes to the executors. */
final class EncodingOptions implements Serializable {
    static final String MODEL = "model";
    static final String CODEC = "codec";
    static final String STATS = "stats";
    static final String CONFIG = "config";
    static final String DEVICE = "device";
    static final String PRECISION = "precision";
    static final String MAX_BATCH_SECONDS = "max-batch-seconds";
    static final String MAX_MINUTES = "max-minutes";
    static final String REFUSE_DAMAGED = "refuse-damaged";
    static final String MAX_FAILURES_IN_A_ROW = "max-failures-in-a-row";
    static final String PATH_COLUMN = "path-column";
    static final String CONTENT_COLUMN = "content-column";
    static final String LENGTH_COLUMN = "length-column";
    static final String PARTITIONS = "partitions";

    /** The partitions that leave files where they are. */
    static final String KEEP = "keep";

    /** The device unless one is named: the GPUs that Spark gives the task, or else all that the executor sees. */
    static final String ALL_GPUS = "cuda:all";

    private static final long serialVersionUID = 1L;

    private static final Map<String, String> DEFAULTS = Map.ofEntries(
            Map.entry(MODEL, ModelSource.PRETRAINED),
            Map.entry(CODEC, ""),
            Map.entry(STATS, ""),
            Map.entry(CONFIG, ""),
            Map.entry(DEVICE, ALL_GPUS),
            Map.entry(PRECISION, "fp32"),
            Map.entry(MAX_BATCH_SECONDS, ""),
            Map.entry(MAX_MINUTES, "120"),
            Map.entry(REFUSE_DAMAGED, "false"),
            Map.entry(MAX_FAILURES_IN_A_ROW, "100"),
            Map.entry(PATH_COLUMN, LatentTable.PATH),
            Map.entry(CONTENT_COLUMN, "content"),
            Map.entry(LENGTH_COLUMN, "length"),
            Map.entry(PARTITIONS, ""));

    /** What an array of samples can hold. */
    private static final int MAX_MINUTES_POSSIBLE = 37 * 60;

    private final TreeMap<String, String> given;

    private EncodingOptions(TreeMap<String, String> given) {
        this.given = given;
    }

    /** Every option at its default. */
    static EncodingOptions defaults() {
        return new EncodingOptions(new TreeMap<>());
    }

    /**
     * The same with another value of one option.
     *
     * @throws IllegalArgumentException if there is no such option, or the value is none of its
     */
    EncodingOptions with(String name, String value) {
        String option = name.toLowerCase(Locale.ROOT);
        if (!isKnown(option)) {
            throw new IllegalArgumentException("there is no option " + name + "; there are "
                    + String.join(", ", new TreeMap<>(DEFAULTS).keySet()));
        }
        TreeMap<String, String> changed = new TreeMap<>(given);
        changed.put(option, value.trim());
        EncodingOptions options = new EncodingOptions(changed);
        options.check(option);
        return options;
    }

    private void check(String option) {
        try {
            switch (option) {
                case MODEL, CODEC, STATS, CONFIG -> ModelSource.parse(text(MODEL));
                case DEVICE -> devices();
                case PRECISION -> precision();
                case MAX_BATCH_SECONDS -> maxBatchSeconds();
                case MAX_MINUTES -> maxDuration();
                case REFUSE_DAMAGED -> refusesDamaged();
                case MAX_FAILURES_IN_A_ROW -> maxFailuresInARow();
                case PARTITIONS -> partitions();
                default -> requireText(option);
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the option " + option + ": " + e.getMessage(), e);
        }
    }

    private void requireText(String option) {
        if (text(option).isEmpty()) {
            throw new IllegalArgumentException("it must not be empty");
        }
    }

    private String text(String option) {
        return given.getOrDefault(option, DEFAULTS.get(option));
    }

    /**
     * Where the weights are.
     *
     * @param place finds the file on this machine that a path names
     */
    ModelSource model(UnaryOperator<Path> place) {
        ModelSource model = ModelSource.parse(text(MODEL));
        if (model instanceof ModelSource.Checkpoint) {
            model = ModelSource.directory(place.apply(Path.of(text(MODEL))));
        }
        model = text(CODEC).isEmpty() ? model : model.withCodec(place.apply(Path.of(text(CODEC))));
        model = text(STATS).isEmpty() ? model : model.withStats(place.apply(Path.of(text(STATS))));
        return text(CONFIG).isEmpty() ? model : model.withConfig(place.apply(Path.of(text(CONFIG))));
    }

    /** What an encoder is made of, but its devices: two encoders of the same text give the same latents. */
    String encoder() {
        return String.join(
                "\n", text(MODEL), text(CODEC), text(STATS), text(CONFIG), text(PRECISION), text(MAX_BATCH_SECONDS));
    }

    /** The devices as they are named. */
    List<String> devices() {
        List<String> names =
                List.of(text(DEVICE).split(",")).stream().map(String::trim).toList();
        for (String name : names) {
            if (!name.matches("cpu|cuda:(all|\\d{1,4})")) {
                throw new IllegalArgumentException(
                        "a device is cpu, cuda:all, or cuda:0, cuda:1 and so on, not \"" + name + '"');
            }
        }
        return names;
    }

    Precision precision() {
        try {
            return Precision.valueOf(text(PRECISION).toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("it is fp32, tf32, bf16 or fp16, not " + text(PRECISION), e);
        }
    }

    /** The most audio in a batch, or 0 for what suits the device. */
    double maxBatchSeconds() {
        if (text(MAX_BATCH_SECONDS).isEmpty()) {
            return 0;
        }
        double seconds = Double.parseDouble(text(MAX_BATCH_SECONDS));
        if (!(seconds > 0)) {
            throw new IllegalArgumentException("it must be above 0, not " + seconds);
        }
        return seconds;
    }

    /** The longest audio of a file. */
    Duration maxDuration() {
        return Duration.ofMinutes(number(MAX_MINUTES, 1, MAX_MINUTES_POSSIBLE));
    }

    /** Whether a file of which something is lost fails. */
    boolean refusesDamaged() {
        return switch (text(REFUSE_DAMAGED).toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("it is true or false, not " + text(REFUSE_DAMAGED));
        };
    }

    /** How many files one after the other may be unreadable before the fault is the store's. */
    int maxFailuresInARow() {
        return number(MAX_FAILURES_IN_A_ROW, 1, Integer.MAX_VALUE);
    }

    /** Whether the files are spread over partitions by their sizes. */
    boolean spreads() {
        return !text(PARTITIONS).equals(KEEP);
    }

    /** How many partitions the files are spread over, or 0 for what suits them. */
    int partitions() {
        return text(PARTITIONS).isEmpty() || !spreads() ? 0 : number(PARTITIONS, 1, Integer.MAX_VALUE);
    }

    private int number(String option, int min, int max) {
        try {
            int number = Integer.parseInt(text(option));
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException("it is a number from " + min + " to " + max + ", not " + text(option));
    }

    String pathColumn() {
        return text(PATH_COLUMN);
    }

    String contentColumn() {
        return text(CONTENT_COLUMN);
    }

    String lengthColumn() {
        return text(LENGTH_COLUMN);
    }

    /** Whether there is such an option. */
    static boolean isKnown(String name) {
        return DEFAULTS.containsKey(name.toLowerCase(Locale.ROOT));
    }
}
