// What made the output, how much there is of it, and what failed.

function heading() {
    const { origin } = data;
    document.title = "Latents: " + visible(origin.output);
    show("title", element("bdi", {}, visible(origin.output)));
    show(
        "made",
        (origin.model
            ? "Model " + origin.model + ", " + (origin.precision || "precision unknown")
            : "No record says which model made it") +
            ". Looked at on " +
            origin.time.slice(0, 10) +
            ".",
    );
    const warnings = [];
    if (origin.randomWeights) {
        warnings.push("The model " + origin.model + " has random weights: these latents mean nothing.");
    }
    if (origin.unfinished) {
        warnings.push("Not finished: " + visible(origin.unfinished) + ". This page tells of what is there so far.");
    }
    show("warnings", ...warnings.map((text) => element("p", { class: "warning" }, text)));
}

function tiles() {
    const { totals, findings, levels } = data;
    const failed = data.failures.kinds.reduce((sum, { count }) => sum + count, 0);
    const hours = totals.frames / totals.framesPerSecond / 3600;
    const all = [
        ["Files", whole(totals.files), plural(totals.frames, "frame", "frames")],
        [
            "Audio",
            hours >= 1 ? decimal(hours, 5) + " h" : duration(hours * 3600),
            totals.framesPerSecond + " frames a second",
        ],
        ["Listed as failed", whole(failed), plural(data.failures.kinds.length, "kind", "kinds"), failed],
        ["With NaN or infinity", whole(findings.notFinite.count), "files", findings.notFinite.count],
        ["Hardly moving", whole(findings.still.count), "files", findings.still.count],
    ];
    if (levels) {
        all.push(["Silent", whole(levels.silent.count), "files", levels.silent.count]);
        all.push(["Clipped", whole(levels.clipped.count), "files", levels.clipped.count]);
    }
    show(
        "tiles",
        ...all.map(([name, value, more, alert]) =>
            element(
                "div",
                {},
                element("dt", {}, name),
                element("dd", alert ? { class: "alert" } : {}, value, element("small", {}, more)),
            ),
        ),
    );
    show(
        "named",
        totals.files === files.length
            ? "All " + plural(files.length, "file", "files") + " can be found."
            : "Of " +
                  whole(totals.files) +
                  " files this page names " +
                  whole(files.length) +
                  ": all that it lists, and examples of the others from every part of the map.",
    );
}

function failures() {
    const { kinds, list } = data.failures;
    const failed = kinds.reduce((sum, { count }) => sum + count, 0);
    if (!failed) {
        show(
            "failures-summary",
            list
                ? "There is no list of failed files beside the output (" + list + ")."
                : "A single NumPy file has no list of failed files.",
        );
        return;
    }
    show(
        "failures-summary",
        "Listed in " + list + ". A file that is damaged may have latents all the same, of what is left of it.",
    );
    const most = kinds[0].count;
    const share = (count) => {
        const bar = element("div", { class: "share" });
        bar.style.width = Math.max(1, (100 * count) / most) + "%";
        return bar;
    };
    show(
        "failures-kinds",
        table(
            "",
            [{ head: "kind", heading: true }, { head: "files", number: true }, { head: "" }],
            kinds.map(({ kind, count }) => [kind, whole(count), share(count)]),
        ),
        ...kinds.map(({ kind, count, files: rows }) =>
            folded(
                kind +
                    ": " +
                    (rows.length < count ? "the first " + whole(rows.length) + " of " : "") +
                    plural(count, "file", "files"),
                () =>
                    failureTable(
                        "",
                        rows.map(([name, reason]) => ({ name, kind, reason })),
                    ),
            ),
        ),
    );
}

function about() {
    const { origin } = data;
    const known = [
        ["Output", visible(origin.output)],
        [
            "Model",
            origin.model
                ? origin.model + (origin.randomWeights ? " (random weights)" : "")
                : "not known: there is no record of the job beside the output",
        ],
        ["Precision", origin.precision || "not known"],
        ["Audio", origin.audioFolder ? visible(origin.audioFolder) : "not known"],
        ["Page made by", "metis " + origin.version + ", " + origin.time.replace("T", " ").replace("Z", " UTC")],
    ];
    show("about-list", ...known.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]));
}
