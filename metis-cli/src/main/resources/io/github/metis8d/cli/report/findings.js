// The files that a person should look at, in lists and over time.

function shown(list, what) {
    return list.files.length < list.count
        ? "The first " + whole(list.files.length) + " of " + whole(list.count) + " " + what
        : "";
}

function findings() {
    const { far, still, notFinite, medianMovement, stillShare } = data.findings;
    const first = (list) => ({ count: list.count, files: list.files.slice(0, 20) });
    const tables = (list, columns, none) => {
        if (!list.count) {
            return [element("p", {}, none)];
        }
        const few = first(list);
        return [
            fileTable("", listed(few), columns),
            ...(list.files.length > 20
                ? [
                      folded(
                          plural(list.files.length - 20, "more", "more") +
                              (list.files.length < list.count ? ", of " + whole(list.count) : ""),
                          () => fileTable("", listed(list).slice(20), columns),
                      ),
                  ]
                : []),
        ];
    };
    show(
        "far",
        element(
            "p",
            {},
            "By the means of their latents, over all eight principal axes, in standard deviations of the files (Mahalanobis distance, from medians). Were the files normally distributed, half would be within 2.7 and all but one in a thousand within 5.1. A short file is far more easily than a long one, as its means are taken over less.",
        ),
        ...tables(far, ["name", "seconds", "distance", "movement", "notes"], "There are too few files to tell."),
    );
    show(
        "still",
        element(
            "p",
            {},
            "Files whose latents stay near their means, by less than " +
                percent(stillShare) +
                " of what the middle file does (" +
                decimal(medianMovement, 3) +
                "), as those of silence, hum or one tone do.",
        ),
        ...tables(still, ["name", "seconds", "movement", "distance", "notes"], "There is none."),
    );
    show("not-finite", ...tables(notFinite, ["name", "seconds", "notFinite"], "There is none."));
}

function levels() {
    const { levels, origin, totals } = data;
    if (!levels) {
        show(
            "levels",
            element(
                "p",
                {},
                "Not known: latents do not tell how loud a file is, and a job does not record it. With ",
                element("code", { class: "option" }, "--audio-dir"),
                " ",
                element("code", {}, origin.audioFolder ? visible(origin.audioFolder) : "DIR"),
                " beside ",
                element("code", { class: "option" }, "--report"),
                " the audio is decoded and measured. What comes nearest to silence without it are the files that hardly move.",
            ),
        );
        return;
    }
    const missing = totals.files - levels.known;
    const columns = ["name", "seconds", "peak", "decibels", "atFullScale"];
    const place = element("div", { class: "chart" });
    show(
        "levels",
        element(
            "p",
            {},
            "Measured in what the model is given: one channel at 16 kHz. " +
                (missing
                    ? plural(missing, "file has", "files have") +
                      " no level, as the audio is not there or cannot be decoded."
                    : ""),
        ),
        element(
            "figure",
            {},
            place,
            element(
                "figcaption",
                {},
                "Files by level, in dB below full scale (root of the mean square); those below -100 are in the first bar.",
            ),
        ),
        binTable(levels.bins, " dB"),
        element(
            "p",
            {},
            "Silent: the largest sample is below " +
                decimal(levels.silence) +
                " of full scale, which is -60 dB. " +
                shown(levels.silent, "are listed."),
        ),
        levels.silent.count ? fileTable("Silent", listed(levels.silent), columns) : element("p", {}, "There is none."),
        element(
            "p",
            {},
            "Clipped: " +
                percent(levels.clippedShare) +
                " of the samples or more are above " +
                decimal(levels.fullScale, 3) +
                " of full scale. Resampling rounds what was clipped, so a file of another rate may be missed. " +
                shown(levels.clipped, "are listed."),
        ),
        levels.clipped.count
            ? fileTable("Clipped", listed(levels.clipped), columns)
            : element("p", {}, "There is none."),
    );
    chart(place, "Histogram of the files' levels", histogram(levels.bins, null, " dB", ["file", "files"], false));
}

function clips() {
    if (!data.clips.length) {
        show("clips-summary", "There is no file to draw.");
        return;
    }
    const ends = data.latents.flatMap(({ quantiles }) => [quantiles[0][1], quantiles[quantiles.length - 1][1]]);
    const limit = Math.max(...ends.map((value) => Math.abs(value || 0))) || 1;
    show(
        "clips-summary",
        "Latents over time: a few files from the middle of the map, those that lie farthest from all others, and those that hardly move or are not finite. All have the same colours; of a long file each column is the mean of several frames.",
    );
    const bar = element("div", { class: "bar" });
    show("clips-scale", decimal(-limit, 3), bar, decimal(limit, 3) + " and beyond");
    onColours(() => (bar.style.background = "linear-gradient(to right, " + palette().diverging.join(", ") + ")"));
    const words = {
        typical: "typical",
        outlier: "far from the others",
        still: "hardly moving",
        "not-finite": "NaN or infinite (grey)",
        any: null,
    };
    for (const clip of data.clips) {
        const file = files[clip.file];
        const place = element("div", { class: "chart" });
        byId("clips-charts").append(
            element(
                "figure",
                {},
                element("div", {}, nameButton(file)),
                element(
                    "figcaption",
                    {},
                    ...(words[clip.why]
                        ? [
                              element(
                                  "span",
                                  { class: clip.why === "typical" ? "badge" : "badge alert" },
                                  words[clip.why],
                              ),
                          ]
                        : []),
                    duration(file.seconds) + ", distance " + decimal(file.distance, 3),
                ),
                place,
            ),
        );
        chart(
            place,
            "Heat map of the eight latents of " + visible(file.name) + " over time",
            heatMap(clip, limit, data.totals.framesPerSecond),
        );
    }
}
