"use strict";

// What a browser would not show, or would reorder the rest of a line by: control and format characters, and halves of
// surrogate pairs, which stand for bytes of names that are not UTF-8.
const HIDDEN =
    /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

function visible(name) {
    return name.replace(HIDDEN, (unit) => "\\u" + unit.charCodeAt(0).toString(16).padStart(4, "0"));
}

function whole(value) {
    return value.toLocaleString("en-US");
}

function decimal(value, digits = 4) {
    if (value === null || value === undefined) {
        return "–";
    }
    const rounded = Number(value.toPrecision(digits));
    const size = Math.abs(rounded);
    return size !== 0 && (size >= 1e6 || size < 1e-4) ? rounded.toExponential() : String(rounded);
}

function percent(share) {
    return decimal(100 * share, share < 0.1 ? 2 : 3) + " %";
}

function duration(seconds) {
    if (seconds === null) {
        return "–";
    }
    if (seconds < 100) {
        return decimal(seconds, 4) + " s";
    }
    const minutes = Math.floor(seconds / 60);
    return minutes < 100
        ? minutes + " min " + Math.round(seconds % 60) + " s"
        : Math.floor(minutes / 60) + " h " + (minutes % 60) + " min";
}

function plural(count, one, many) {
    return whole(count) + " " + (count === 1 ? one : many);
}

// An element. Text never becomes markup.
function element(tag, attributes, ...content) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
        if (name === "onclick") {
            made.addEventListener("click", value);
        } else {
            made.setAttribute(name, value);
        }
    }
    made.append(...content);
    return made;
}

function byId(id) {
    return document.getElementById(id);
}

function show(id, ...content) {
    byId(id).replaceChildren(...content);
}

// A name as text, in the order of its characters whatever stands beside it.
function nameText(name) {
    return element("bdi", { class: "name" }, visible(name));
}

// columns: {head, number: true for digits below each other, heading: true for that of a row, name: true if it is a file's}.
function table(caption, columns, rows) {
    const kind = (column) => ({ class: column.number ? "number" : column.name ? "name" : "" });
    const isHeading = (column) => column.name || column.heading;
    const head = element("tr", {});
    for (const column of columns) {
        head.append(element("th", { scope: "col", ...kind(column) }, column.head));
    }
    const body = element("tbody", {});
    for (const row of rows) {
        const line = element("tr", {});
        row.forEach((cell, i) => {
            const column = columns[i];
            line.append(
                element(
                    isHeading(column) ? "th" : "td",
                    { ...(isHeading(column) ? { scope: "row" } : {}), ...kind(column) },
                    cell,
                ),
            );
        });
        body.append(line);
    }
    const made = element("table", { "aria-label": caption || "Table" }, element("thead", {}, head), body);
    // Not a caption of the table, which would be as wide as that and scroll with it.
    return element(
        "div",
        {},
        ...(caption ? [element("p", { class: "note caption" }, caption)] : []),
        element("div", { class: "table", tabindex: "0", role: "region", "aria-label": caption || "Table" }, made),
    );
}

// A table that is made when it is asked for.
function folded(summary, make) {
    const made = element("details", {}, element("summary", {}, summary));
    made.addEventListener("toggle", () => made.open && made.childElementCount === 1 && made.append(make()));
    return made;
}
