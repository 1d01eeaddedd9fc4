// How long the files are, and how often which value of a latent occurs.

function quantileName(share) {
    return decimal(share * 100, 3) + " %";
}

function binTable(bins, unit) {
    return folded("The numbers of this chart", () =>
        table(
            "",
            [
                { head: "from", number: true },
                { head: "to", number: true },
                { head: "count", number: true },
            ],
            [
                ...(bins.below ? [["", decimal(bins.low) + unit, whole(bins.below)]] : []),
                ...bins.counts.map((count, i) => [
                    decimal(binStart(bins, i)) + unit,
                    decimal(binStart(bins, i + 1)) + unit,
                    whole(count),
                ]),
                ...(bins.above ? [[decimal(binStart(bins, bins.counts.length)) + unit, "", whole(bins.above)]] : []),
            ],
        ),
    );
}

function durations() {
    const { quantiles, bins, shortest, longest } = data.durations;
    if (!data.totals.files) {
        show("durations-summary", "There is no file.");
        return;
    }
    const of = (share) => duration(quantiles.find(([at]) => at === share)[1]);
    show(
        "durations-summary",
        "Half of the files are " + of(0.25) + " to " + of(0.75) + " long, the middle one " + of(0.5) + ".",
    );
    chart(
        byId("durations-chart"),
        "Histogram of the files' durations",
        histogram(bins, null, " s", ["file", "files"], false),
    );
    show(
        "durations-caption",
        "Files by seconds." +
            (bins.above ? " " + plural(bins.above, "longer one is", "longer ones are") + " not drawn." : ""),
    );
    show(
        "durations-tables",
        binTable(bins, " s"),
        table(
            "Durations that a share of the files does not exceed",
            quantiles.map(([share]) => ({ head: quantileName(share), number: true })),
            [quantiles.map(([, seconds]) => duration(seconds))],
        ),
        element(
            "div",
            { class: "columns" },
            fileTable("The shortest", listed(shortest), ["name", "seconds"]),
            fileTable("The longest", listed(longest), ["name", "seconds"]),
        ),
    );
}

function latents() {
    const highest = Math.max(1, ...data.latents.map(({ bins }) => Math.max(...bins.counts)));
    const typical = data.latents.map(({ std }) => std || 0).sort((a, b) => a - b)[4];
    show(
        "latents-charts",
        ...data.latents.map(() =>
            element("figure", {}, element("h4", {}), element("div", { class: "chart" }), element("figcaption", {})),
        ),
    );
    data.latents.forEach(({ mean, std, bins }, d) => {
        const [name, place, caption] = byId("latents-charts").children[d].children;
        name.append(LATENTS[d]);
        chart(
            place,
            "Histogram of " + LATENTS[d] + ", mean " + decimal(mean, 3) + ", standard deviation " + decimal(std, 3),
            histogram(bins, highest, "", ["value", "values"], true),
            "svg",
        );
        caption.append(
            "mean " +
                decimal(mean, 3) +
                ", std " +
                decimal(std, 3) +
                (std !== null && std < 0.01 * typical ? ": nearly constant" : ""),
        );
    });
    const number = (head) => ({ head, number: true });
    show(
        "latents-table",
        table(
            "Values that a share of all does not exceed, to a five hundredth of themselves; those that are NaN or infinite are left out and counted",
            [
                { head: "", heading: true },
                number("min"),
                ...data.latents[0].quantiles.map(([share]) => number(quantileName(share))),
                number("max"),
                number("mean"),
                number("std"),
                number("NaN or infinite"),
            ],
            data.latents.map((latent, d) => [
                LATENTS[d],
                decimal(latent.min),
                ...latent.quantiles.map(([, value]) => decimal(value)),
                decimal(latent.max),
                decimal(latent.mean),
                decimal(latent.std),
                whole(latent.notFinite),
            ]),
        ),
        folded("The numbers of these charts", () => {
            const { bins } = data.latents[0];
            const row = (from, to, counts) => [from, to, ...counts.map(whole)];
            return table(
                "",
                [number("from"), number("to"), ...LATENTS.map(number)],
                [
                    row(
                        "",
                        decimal(bins.low),
                        data.latents.map((latent) => latent.bins.below),
                    ),
                    ...bins.counts.map((_, i) =>
                        row(
                            decimal(binStart(bins, i)),
                            decimal(binStart(bins, i + 1)),
                            data.latents.map((latent) => latent.bins.counts[i]),
                        ),
                    ),
                    row(
                        decimal(binStart(bins, bins.counts.length)),
                        "",
                        data.latents.map((latent) => latent.bins.above),
                    ),
                ],
            );
        }),
    );
}
