// The files by their names: search, and tables of them.

const MOST_FOUND = 20;

function filesOf(data) {
    const notes = notesOf(data);
    return data.files.map(
        ([name, seconds, x, y, distance, movement, notFinite, peak, decibels, atFullScale], place) => ({
            place,
            name,
            seconds,
            x,
            y,
            distance,
            movement,
            notFinite,
            peak,
            decibels,
            atFullScale,
            notes: notes.get(place) || [],
            text: (name + "\n" + visible(name)).toLowerCase(),
        }),
    );
}

// In which lists a file is, by its place.
function notesOf({ findings, levels, clips }) {
    const notes = new Map();
    const add = (places, note) => places.forEach((place) => notes.set(place, [...(notes.get(place) || []), note]));
    add(findings.far.files, "far");
    add(findings.still.files, "hardly moving");
    add(findings.notFinite.files, "NaN");
    if (levels) {
        add(levels.silent.files, "silent");
        add(levels.clipped.files, "clipped");
    }
    add(
        clips.map((clip) => clip.file),
        "drawn",
    );
    return notes;
}

// A name that is looked for when it is clicked.
function nameButton(file) {
    return element(
        "button",
        { type: "button", class: "name", onclick: () => find(visible(file.name)) },
        nameText(file.name),
    );
}

const FILE_COLUMNS = {
    name: { head: "file", name: true, cell: nameButton },
    seconds: { head: "duration", number: true, cell: (file) => duration(file.seconds) },
    distance: { head: "distance", number: true, cell: (file) => decimal(file.distance, 3) },
    movement: { head: "movement", number: true, cell: (file) => decimal(file.movement, 3) },
    notFinite: { head: "values NaN or infinite", number: true, cell: (file) => whole(file.notFinite) },
    peak: { head: "peak", number: true, cell: (file) => decimal(file.peak, 3) },
    decibels: { head: "level in dB", number: true, cell: (file) => decimal(file.decibels, 3) },
    atFullScale: {
        head: "at full scale",
        number: true,
        cell: (file) => (file.atFullScale === undefined ? "–" : percent(file.atFullScale)),
    },
    notes: { head: "", cell: (file) => file.notes.join(", ") },
};

function fileTable(caption, files, names) {
    const columns = names.map((name) => FILE_COLUMNS[name]);
    return table(
        caption,
        columns,
        files.map((file) => columns.map((column) => column.cell(file))),
    );
}

function find(text) {
    byId("query").value = text;
    byId("query").dispatchEvent(new Event("input"));
    byId("find").scrollIntoView();
}

// show: told of the files that are found.
function search(data, files, show) {
    const failures = data.failures.kinds.flatMap(({ kind, files }) =>
        files.map(([name, reason]) => ({ name, kind, reason, text: (name + "\n" + visible(name)).toLowerCase() })),
    );
    const columns = [
        "name",
        "seconds",
        "distance",
        "movement",
        ...(data.levels ? ["decibels", "atFullScale"] : []),
        "notes",
    ];

    function matches(all, query) {
        const exact = all.filter((file) => visible(file.name) === query);
        const parts = query
            .toLowerCase()
            .split(/\s+/)
            .filter((part) => part);
        return exact.length || !parts.length
            ? exact
            : all.filter((file) => parts.every((part) => file.text.includes(part)));
    }

    function present(found, failed) {
        const total = found.length + failed.length;
        byId("found").replaceChildren(
            element(
                "p",
                { id: "found-count" },
                total
                    ? plural(total, "file", "files") +
                          (Math.max(found.length, failed.length) > MOST_FOUND ? ", the first of them:" : ":")
                    : "None of the files that this page names.",
            ),
        );
        if (found.length) {
            byId("found").append(fileTable("", found.slice(0, MOST_FOUND), columns));
        }
        if (failed.length) {
            byId("found").append(failureTable("Failed", failed.slice(0, MOST_FOUND)));
        }
        show(found);
    }

    function look() {
        const query = byId("query").value.trim();
        if (query) {
            present(matches(files, query), matches(failures, query));
        } else {
            byId("found").replaceChildren();
            show([]);
        }
    }

    byId("query").addEventListener("input", look);
    const fromAddress = () => location.hash.startsWith("#find=") && find(decodeURIComponent(location.hash.slice(6)));
    addEventListener("hashchange", fromAddress);
    fromAddress();
    return {
        choose(chosen) {
            byId("query").value = chosen.length === 1 ? visible(chosen[0].name) : "";
            present(chosen, []);
        },
    };
}

function failureTable(caption, failures) {
    return table(
        caption,
        [{ head: "file", name: true }, { head: "kind" }, { head: "reason" }],
        failures.map(({ name, kind, reason }) => [nameText(name), kind, element("bdi", {}, visible(reason))]),
    );
}
