// The map of the files. Where there are few, each is a point; else cells tell how many are there, and only those that lie
// far from all others are points. Beyond its edge are few, which are drawn on it.

const MOST_POINTS = 4000;
const MOST_NAMES = 3;

function filesMap(data, files, choose) {
    const { axes, columns, rows } = data.map;
    const [across, up] = axes;
    const placed = files.filter((file) => file.x !== null);
    const far = new Set(data.findings.far.files);
    const asPoints = data.totals.files === files.length && placed.length <= MOST_POINTS;
    const within = (value, { low, high }) => Math.max(low, Math.min(high, value));
    const isBeyond = (file) => file.x !== within(file.x, across) || file.y !== within(file.y, up);
    const point = (file) => ({ value: [within(file.x, across), within(file.y, up)], file });
    const cells = asPoints ? [] : cellsOf(data.map);
    const most = cells.reduce((highest, { count }) => Math.max(highest, count), 1);
    const examples = examplesOf();
    let found = [];

    function points(name, which, colour, size, more) {
        return {
            name,
            type: "scatter",
            data: which.map(point),
            symbolSize: size,
            // A point on the edge is hollow, as the file is not there.
            symbol: (value, { data: { file } }) => (isBeyond(file) ? "emptyTriangle" : "circle"),
            itemStyle: { color: colour, opacity: 0.85 },
            ...more,
        };
    }

    function hovered({ data: item, seriesName }) {
        if (item.file) {
            return [
                nameText(item.file.name),
                ...lines(
                    duration(item.file.seconds) +
                        (item.file.distance === null ? "" : ", distance " + decimal(item.file.distance, 3)),
                    isBeyond(item.file)
                        ? "beyond the edge: " + decimal(item.file.x, 3) + ", " + decimal(item.file.y, 3)
                        : null,
                ),
            ];
        }
        const names = examples.get(item.cell) || [];
        return [
            element(
                "div",
                {},
                element("b", {}, plural(item.count, "file", "files")),
                names.length && item.count > MOST_NAMES ? ", for instance" : "",
            ),
            ...names.slice(0, MOST_NAMES).map((file) => element("div", {}, nameText(file.name))),
        ];
    }

    const map = chart(
        byId("map-chart"),
        "Map of " +
            plural(placed.length, "named file", "named files") +
            " by the two principal axes of their mean latents; the table below lists those that lie farthest from the others",
        (colours) => ({
            grid: { top: 40, bottom: 44, left: 56, right: 18, outerBoundsMode: "none" },
            tooltip: tooltip(colours, hovered),
            toolbox: {
                right: 8,
                top: 2,
                itemSize: 14,
                iconStyle: { borderColor: colours.muted },
                feature: {
                    dataZoom: {
                        title: { zoom: "Zoom into a rectangle", back: "Back" },
                        brushStyle: { color: colours.grid, opacity: 0.6 },
                    },
                    restore: { title: "All" },
                },
            },
            xAxis: axis(colours, {
                min: across.low,
                max: across.high,
                name: "first axis",
                nameLocation: "middle",
                nameGap: 24,
                axisLabel: label(colours),
            }),
            yAxis: axis(colours, {
                min: up.low,
                max: up.high,
                name: "second axis",
                nameLocation: "middle",
                nameGap: 34,
                axisLabel: label(colours),
            }),
            series: [
                {
                    name: "all",
                    type: "custom",
                    data: cells,
                    encode: { x: [0, 1], y: [2, 3] },
                    renderItem: (params, api) =>
                        cell(
                            api,
                            mix(
                                colours.few,
                                colours.many,
                                Math.log(cells[params.dataIndex].count) / Math.max(Math.log(most), 1),
                            ),
                        ),
                },
                points("files", asPoints ? placed.filter((file) => !far.has(file.place)) : [], colours.bar, 6, {}),
                points(
                    "far",
                    placed.filter((file) => far.has(file.place)),
                    colours.alert,
                    7,
                    {},
                ),
                points("found", found, "transparent", 14, {
                    symbol: "circle",
                    itemStyle: { color: "transparent", borderColor: colours.found, borderWidth: 2 },
                    z: 5,
                }),
            ],
        }),
    );
    map.made.on("click", ({ data: item }) => choose(item.file ? [item.file] : examples.get(item.cell) || []));

    return {
        asPoints,
        mark(files) {
            found = files.filter((file) => file.x !== null).slice(0, MOST_POINTS);
            map.made.setOption({ series: [{ name: "found", data: found.map(point) }] });
        },
    };

    function cellOf(file) {
        const at = (value, { low, high }, count) =>
            Math.max(0, Math.min(count - 1, Math.floor(((value - low) / (high - low)) * count)));
        return at(file.y, up, rows) * columns + at(file.x, across, columns);
    }

    function examplesOf() {
        const byCell = new Map();
        for (const file of placed) {
            const cell = cellOf(file);
            if (!byCell.has(cell)) {
                byCell.set(cell, []);
            }
            byCell.get(cell).push(file);
        }
        return byCell;
    }

    function cellsOf({ cells }) {
        const width = (across.high - across.low) / columns;
        const height = (up.high - up.low) / rows;
        const made = [];
        for (let i = 0; i < cells.length; i += 2) {
            const left = across.low + (cells[i] % columns) * width;
            const bottom = up.low + Math.floor(cells[i] / columns) * height;
            made.push({ value: [left, left + width, bottom, bottom + height], cell: cells[i], count: cells[i + 1] });
        }
        return made;
    }
}

// The ends of an axis are no round numbers.
function label(colours) {
    return { color: colours.muted, fontSize: 11, hideOverlap: true, showMinLabel: false, showMaxLabel: false };
}
