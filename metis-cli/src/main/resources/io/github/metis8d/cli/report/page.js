// What stands in which section.

const data = JSON.parse(byId("data").textContent);
const files = filesOf(data);
const listed = (list) => list.files.map((place) => files[place]);

heading();
tiles();
failures();
durations();
latents();
findings();
levels();
clips();
about();
const map = filesMap(data, files, (chosen) => finder.choose(chosen));
mapTexts();
const finder = search(data, files, map.mark);
document.documentElement.setAttribute("data-ready", "true");

function mapTexts() {
    const [across, up] = data.map.axes;
    show(
        "map-summary",
        "Each file is where the means of its latents put it, in the plane of the two directions in which the files differ most. It shows " +
            percent(across.share + up.share) +
            " of what they differ in (" +
            percent(across.share) +
            " across, " +
            percent(up.share) +
            " up). What is far from the others is so by all eight latents, so it may lie in the middle here.",
    );
    const legend = (colour, text) => {
        const mark = element("span", { class: "mark " + colour });
        return element("span", { class: "legend" }, mark, text);
    };
    show(
        "map-caption",
        ...(map.asPoints
            ? [legend("file", "a file")]
            : [legend("few", "one file in the cell"), legend("many", "the most")]),
        legend("far", "far from the others"),
        legend("ring", "found by name"),
        " A click names the files." +
            (data.map.beyond
                ? " " +
                  plural(data.map.beyond, "file lies", "files lie") +
                  " beyond the edge, and " +
                  (data.map.beyond === 1 ? "is" : "are") +
                  " drawn on it."
                : ""),
    );
    show(
        "map-table",
        folded("What the axes are made of", () =>
            table(
                "Parts of each latent in the axes",
                [
                    { head: "", heading: true },
                    { head: "first axis", number: true },
                    { head: "second axis", number: true },
                ],
                LATENTS.map((name, d) => [name, decimal(across.parts[d], 3), decimal(up.parts[d], 3)]),
            ),
        ),
    );
}
