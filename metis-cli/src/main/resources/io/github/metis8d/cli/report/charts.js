// Charts by Apache ECharts, in the colours that the reader's system asks for, and in light ones on paper.

const LIGHT = {
    surface: "#ffffff",
    ink: "#1c2127",
    muted: "#5a6470",
    line: "#d9dee5",
    grid: "#eceff3",
    bar: "#3f7fd6",
    alert: "#d9480f",
    found: "#111418",
    few: "#dce9fa",
    many: "#0b3a82",
    // ColorBrewer's RdBu, as in the picture of --plot.
    diverging: [
        "#053061",
        "#2166ac",
        "#4393c3",
        "#92c5de",
        "#d1e5f0",
        "#f7f7f7",
        "#fddbc7",
        "#f4a582",
        "#d6604d",
        "#b2182b",
        "#67001f",
    ],
    unknown: "#a0a0a0",
};

const DARK = {
    surface: "#171c23",
    ink: "#e4e9ef",
    muted: "#9aa6b3",
    line: "#3a4553",
    grid: "#252d37",
    bar: "#5b97ec",
    alert: "#ff8a4c",
    found: "#ffffff",
    few: "#20344f",
    many: "#b9d7ff",
    diverging: [
        "#b8dcff",
        "#82bdf5",
        "#4f97dc",
        "#2f6ca8",
        "#26486c",
        "#20262d",
        "#5b3430",
        "#93473a",
        "#cc6547",
        "#f1936d",
        "#ffd0b5",
    ],
    unknown: "#7d7d7d",
};

const drawn = [];
const alike = [];
let onPaper = false;

function palette() {
    return !onPaper && matchMedia("(prefers-color-scheme: dark)").matches ? DARK : LIGHT;
}

// Draws a chart, and again whenever the colours or the room change.
// describe: what it shows, for those who do not see it. make: an option of ECharts for a palette.
function chart(place, describe, make, renderer = "canvas") {
    place.setAttribute("role", "img");
    place.setAttribute("aria-label", describe);
    const made = echarts.init(place, null, { renderer });
    const draw = () => made.setOption({ animation: false, ...make(palette()) }, true);
    made.on("finished", () => place.setAttribute("data-drawn", "true"));
    draw();
    new ResizeObserver(() => made.resize()).observe(place);
    drawn.push({ made, draw });
    return { made, draw };
}

// Draws something else again when the colours change.
function onColours(draw) {
    alike.push(draw);
    draw();
}

function redraw() {
    alike.forEach((draw) => draw());
    for (const { made, draw } of drawn) {
        draw();
        made.resize();
    }
}

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
for (const [event, paper] of [
    ["beforeprint", true],
    ["afterprint", false],
]) {
    addEventListener(event, () => {
        onPaper = paper;
        document.documentElement.classList.toggle("printing", paper);
        redraw();
    });
}

function mix(a, b, share) {
    const part = (colour, at) => parseInt(colour.slice(at, at + 2), 16);
    return (
        "#" +
        [1, 3, 5]
            .map((at) =>
                Math.round(part(a, at) + (part(b, at) - part(a, at)) * share)
                    .toString(16)
                    .padStart(2, "0"),
            )
            .join("")
    );
}

// share: 0 to 1 over all colours.
function along(colours, share) {
    const place = Math.max(0, Math.min(1, share)) * (colours.length - 1);
    const below = Math.min(Math.floor(place), colours.length - 2);
    return mix(colours[below], colours[below + 1], place - below);
}

function axis(colours, more) {
    return {
        type: "value",
        axisLine: { show: true, onZero: false, lineStyle: { color: colours.line } },
        axisTick: { show: true, lineStyle: { color: colours.line } },
        axisLabel: { color: colours.muted, fontSize: 11, hideOverlap: true },
        splitLine: { show: false },
        nameTextStyle: { color: colours.muted, fontSize: 12 },
        ...more,
    };
}

function tooltip(colours, content) {
    return {
        confine: true,
        transitionDuration: 0,
        backgroundColor: colours.surface,
        borderColor: colours.line,
        textStyle: { color: colours.ink },
        formatter: (hovered) => element("div", { class: "tip" }, ...content(hovered)),
    };
}

function lines(...texts) {
    return texts.filter((text) => text !== null).map((text) => element("div", {}, text));
}

// Room for the labels of the axes and, below and to the left, for their names.
function grid(more) {
    return { left: 8, right: 14, top: 14, bottom: 8, outerBoundsMode: "same", outerBoundsContain: "all", ...more };
}

function binStart(bins, i) {
    return bins.low + i * bins.width;
}

// unit: of the values. what: one that is counted, and several of them.
function histogram(bins, highest, unit, what, compact) {
    const range = (i) => decimal(binStart(bins, i)) + " to " + decimal(binStart(bins, i + 1)) + unit;
    return (colours) => ({
        grid: grid(compact ? { left: 2, right: 8, top: 6, bottom: 2 } : {}),
        tooltip: tooltip(colours, ({ dataIndex: i }) => lines(range(i), plural(bins.counts[i], ...what))),
        xAxis: axis(colours, {
            min: bins.low,
            max: binStart(bins, bins.counts.length),
            splitNumber: compact ? 4 : 10,
            axisLabel: {
                color: colours.muted,
                fontSize: 11,
                hideOverlap: true,
                showMinLabel: !compact,
                showMaxLabel: false,
                formatter: (at) => decimal(at) + unit,
            },
        }),
        yAxis: axis(colours, {
            max: highest,
            splitNumber: compact ? 2 : 4,
            axisLine: { show: false },
            axisTick: { show: false },
            axisLabel: { show: !compact, color: colours.muted, fontSize: 11 },
            splitLine: { show: true, lineStyle: { color: colours.grid } },
        }),
        series: [
            {
                type: "custom",
                data: bins.counts.map((count, i) => [binStart(bins, i), binStart(bins, i + 1), count]),
                encode: { x: [0, 1], y: 2 },
                renderItem: (params, api) => column(params, api, colours),
            },
        ],
    });
}

// A bar, with all that is above it to hover over.
function column({ coordSys }, api, colours) {
    const [left, top] = api.coord([api.value(0), api.value(2)]).map(Math.round);
    const [right, bottom] = api.coord([api.value(1), 0]).map(Math.round);
    const gap = right - left > 4 ? 1 : 0;
    const height = api.value(2) > 0 ? Math.max(1, bottom - top) : 0;
    return {
        type: "group",
        children: [
            {
                type: "rect",
                shape: { x: left, y: coordSys.y, width: right - left, height: coordSys.height },
                style: { fill: "transparent" },
                emphasis: { style: { fill: colours.grid } },
            },
            {
                type: "rect",
                shape: { x: left, y: bottom - height, width: right - left - gap, height },
                style: { fill: colours.bar },
            },
        ],
    };
}

// Cells of a plane, each with its colour; rounded to pixels, as a gap of half a one would be seen as a line.
function cell(api, colour) {
    const [x, y] = api.coord([api.value(0), api.value(2)]).map(Math.round);
    const [right, end] = api.coord([api.value(1), api.value(3)]).map(Math.round);
    return {
        type: "rect",
        shape: { x, y: Math.min(y, end), width: Math.max(1, right - x), height: Math.max(1, Math.abs(end - y)) },
        style: { fill: colour },
    };
}

const LATENTS = ["d1", "d2", "d3", "d4", "d5", "d6", "d7", "d8"];

// limit: the value of the strongest colour, on either side of zero.
function heatMap(clip, limit, framesPerSecond) {
    const seconds = clip.frames / framesPerSecond;
    const columns = clip.columns[0].length;
    const cells = [];
    clip.columns.forEach((values, d) =>
        values.forEach((value, i) =>
            cells.push([(i / columns) * seconds, ((i + 1) / columns) * seconds, d - 0.5, d + 0.5, value]),
        ),
    );
    return (colours) => ({
        grid: grid({ left: 2, right: 10, top: 4, bottom: 2 }),
        tooltip: tooltip(colours, ({ value: [start, , row, , value] }) =>
            lines(
                LATENTS[row + 0.5] + " at " + decimal(start, 3) + " s",
                value === null ? "NaN or infinite" : decimal(value, 3),
            ),
        ),
        xAxis: axis(colours, {
            min: 0,
            max: seconds,
            axisLabel: {
                color: colours.muted,
                fontSize: 11,
                hideOverlap: true,
                formatter: (at) => decimal(at, 3) + " s",
                showMaxLabel: false,
            },
        }),
        yAxis: axis(colours, {
            min: -0.5,
            max: 7.5,
            inverse: true,
            axisTick: { show: false },
            axisLabel: {
                color: colours.muted,
                fontSize: 11,
                customValues: LATENTS.map((name, d) => d),
                formatter: (d) => LATENTS[d],
            },
            axisLine: { show: false },
        }),
        series: [
            {
                type: "custom",
                data: cells,
                encode: { x: [0, 1], y: [2, 3] },
                renderItem: (params, api) => {
                    const value = cells[params.dataIndex][4];
                    return cell(
                        api,
                        value === null ? colours.unknown : along(colours.diverging, (value / limit + 1) / 2),
                    );
                },
            },
        ],
    });
}
