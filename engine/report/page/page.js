// Builds the page from its data island. Text is only ever set as text.
(() => {
  "use strict";
  const content = JSON.parse(document.getElementById("content").textContent);

  const make = (name, attributes = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };

  // ------------------------------------------------------------------------------------ tables
  const noteLink = (n) => {
    const { title, id, grade } = content.references[n - 1];
    const link = make("a", { href: `#reference-${n}`, title: title || id }, `[${n}]`);
    return grade ? [link, make("span", { class: "grade" }, ` ${grade} `)] : [link, " "];
  };

  const looksNumeric = (text) =>
    /^[-–~]?[\d,.]+( ±| %| to | \(|$)|^–$|^(under|over) \d|^\d+ [A-Z][a-z]+ \d{4}$|^\d{4}-\d\d-\d\d$/.test(text);

  function cellOf(cell) {
    const plain = typeof cell === "string";
    const text = plain ? cell : cell.t;
    const element = make("td", {}, text);
    if (looksNumeric(text)) element.className = "number";
    if (plain) return element;
    if (cell.v !== undefined) element.dataset.value = cell.v;
    if (cell.missing) element.classList.add("missing");
    if (cell.notes) element.append(make("span", { class: "notes" }, text ? " " : "", ...cell.notes.flatMap(noteLink)));
    return element;
  }

  const rowsOf = (rows) => rows.map((row) => make("tr", {}, ...row.map(cellOf)));

  function tableOf(caption, head, rows, tall) {
    const body = rowsOf(rows);
    // A heading stands over its figures.
    const isNumeric = (i) => body.filter((row) => row.cells[i]?.className === "number").length * 2 > body.length;
    const heading = (name, i) => make("th", { scope: "col", class: isNumeric(i) ? "number" : "" }, name);
    const table = make("table", { "aria-label": caption },
      make("thead", {}, make("tr", {}, ...head.map(heading))),
      make("tbody", {}, ...body));
    // The caption stands outside of what scrolls, so that it is whole on a narrow screen.
    return make("div", { class: "captioned" }, make("p", { class: "caption" }, caption),
      make("div", { class: tall ? "scroll tall" : "scroll", tabindex: "0", role: "region", "aria-label": caption }, table));
  }

  function tableBlock(block) {
    if (!block.folded) return tableOf(block.caption, block.head, block.rows, block.beside && block.rows.length > 24);
    const first = block.caption.split(/[.:] /)[0].replace(/\.$/, "");
    const rows = block.rows.length === 1 ? "1 row" : `${block.rows.length} rows`;
    const details = make("details", { class: "table" }, make("summary", {}, `Table: ${first} (${rows})`));
    details.append(tableOf(block.caption, block.head, block.rows, true));
    return details;
  }

  // ------------------------------------------------------------------------------------ charts
  for (const section of content.sections)
    for (const block of section.blocks)
      for (const data of Object.values(block.data ?? {}))
        for (const name of Object.keys(data)) data[name] = content.columns[data[name]];

  const lengthOf = (columns) => Object.values(columns)[0]?.length ?? 0;
  const rowAt = (columns, i) =>
    Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values[i]]));
  const rowsFrom = (columns) => Array.from({ length: lengthOf(columns) }, (_, i) => rowAt(columns, i));

  // The specification with its data: what Altair, Jupyter or the Vega editor take.
  const specOf = (block) => ({
    ...block.spec,
    datasets: Object.fromEntries(Object.entries(block.data).map(([name, columns]) => [name, rowsFrom(columns)])),
  });

  const shown = (value) =>
    value === null ? "–" : typeof value === "number" ? value.toLocaleString("en", { maximumSignificantDigits: 5 }) : value;

  function dataTables(block) {
    const details = make("details", { class: "data" }, make("summary", {}, "Data"));
    details.addEventListener("toggle", () => {
      if (!details.open || details.childElementCount > 1) return;
      for (const [name, columns] of Object.entries(block.data)) {
        const names = Object.keys(columns);
        const rows = rowsFrom(columns).map((row) => names.map((key) => shown(row[key])));
        details.append(tableOf(`${block.title}: ${name}`, names, rows, true));
      }
    });
    return details;
  }

  // A narrow place has room for fewer words: the legend of bands takes a line or two more.
  const columnsIn = (width) => (width < 440 ? 2 : width < 580 ? 3 : 5);
  const hasBands = (block) => /^(stock|departed|difference|point)-/.test(block.id);
  const roomIn = (width, block) => block.height + (hasBands(block) ? { 2: 30, 3: 15, 5: 0 }[columnsIn(width)] : 0);

  // Before anything is seen, so that nothing moves when the charts are drawn.
  function keepRoom(queue) {
    const widths = queue.map(({ plot }) => plot.clientWidth);
    queue.forEach(({ plot, block }, i) => (plot.style.minHeight = `${roomIn(widths[i], block)}px`));
  }

  const wide = new Set(["network", "sightings"]);

  function chartBlock(block, queue) {
    const plot = make("div", { class: "chart", id: `chart-${block.id}` });
    const figure = make("figure", { "aria-label": `${block.title}. ${block.summary}` },
      make("h3", {}, block.title), plot, make("figcaption", {}, block.caption), dataTables(block));
    if (wide.has(block.id.replace(/-\d+$/, ""))) figure.className = "wide";
    queue.push({ block, plot, figure });
    return figure;
  }

  const theme = {
    background: "transparent",
    font: "system-ui, Noto Sans, DejaVu Sans, sans-serif",
    view: { stroke: null },
    axis: { labelColor: "currentColor", titleColor: "currentColor", tickColor: "gray", domainColor: "gray",
      gridColor: "gray", gridOpacity: 0.25, labelFontSize: 11, titleFontSize: 11, titleFontWeight: "normal" },
    legend: { labelColor: "currentColor", titleColor: "currentColor", orient: "bottom", labelFontSize: 11, labelLimit: 260, columns: 5 },
    text: { color: "currentColor" },
    axisQuantitative: { tickCount: 6 },
  };

  function addToMenu(figure, block) {
    const menu = figure.querySelector(".vega-actions");
    if (!menu) return;
    const copy = make("button", { type: "button" }, "Copy the specification");
    copy.addEventListener("click", async () => {
      const text = JSON.stringify(specOf(block), null, 1);
      try {
        await navigator.clipboard.writeText(text);
        copy.textContent = "Copied";
      } catch {
        window.prompt("Copy the specification", text);
      }
    });
    const data = make("button", { type: "button" }, "See the data");
    data.addEventListener("click", () => {
      const details = figure.querySelector("details.data");
      details.open = true;
      details.scrollIntoView({ block: "nearest" });
    });
    menu.append(data, copy);
    figure.querySelector(".vega-embed summary")?.setAttribute("aria-label", `Menu of the chart ${block.title}`);
  }

  async function draw({ block, plot, figure }) {
    const spec = specOf(block);
    delete spec.title;  // the heading above says it
    const columns = columnsIn(plot.clientWidth);
    const legend = { ...theme.legend, columns, ...(columns === 2 && { labelLimit: plot.clientWidth / 2 - 30 }) };
    const result = await vegaEmbed(plot, spec, {
      renderer: "svg", ast: true, defaultStyle: true, downloadFileName: block.id,
      config: { ...theme, legend },
      actions: { export: { svg: true, png: true }, source: false, compiled: false, editor: false },
      i18n: { SVG_ACTION: "Save as SVG", PNG_ACTION: "Save as PNG" },
      tooltip: { theme: "custom" },
    });
    const svg = plot.querySelector("svg");
    svg?.setAttribute("role", "img");
    svg?.setAttribute("aria-label", `${block.title}. ${block.summary}`);
    addToMenu(figure, block);
    plot.dataset.drawn = "yes";
    return result;
  }

  const pause = () => new Promise((resolve) => setTimeout(resolve, 0));

  // Of what is left, the chart that is nearest to the window.
  function takeNearest(queue) {
    const away = ({ plot }) => {
      const { top, bottom } = plot.getBoundingClientRect();
      return Math.max(0, top - innerHeight, -bottom);
    };
    let nearest = 0, least = Infinity;
    for (let i = 0; i < queue.length && least > 0; ++i) {
      const distance = away(queue[i]);
      if (distance < least) [nearest, least] = [i, distance];
    }
    return queue.splice(nearest, 1)[0];
  }

  async function drawAll(queue) {
    while (queue.length > 0) {
      const job = takeNearest(queue);
      try {
        await draw(job);
      } catch (error) {
        job.plot.textContent = `This chart cannot be drawn: ${error.message}`;
        console.error(error);
      }
      await pause();
    }
    document.documentElement.dataset.charts = "drawn";
  }

  // -------------------------------------------------------------------------------------- page
  function referenceItem(reference, number) {
    const item = make("li", { id: `reference-${number}` });
    const name = reference.title || reference.id;
    const isLink = /^https?:\/\//i.test(reference.url);
    const parts = [reference.author, reference.date].filter(Boolean).join(", ");
    if (parts) item.append(`${parts}: `);
    item.append(isLink ? make("a", { href: reference.url, rel: "noreferrer" }, name) : name);
    if (reference.grade) item.append(` (grade ${reference.grade})`);
    if (isLink) item.append(make("span", { class: "printed-url" }));
    return item;
  }

  function sectionOf(section, queue) {
    const element = make("section", { id: section.id, "aria-labelledby": `${section.id}-title` },
      make("h2", { id: `${section.id}-title` }, section.title));
    // Neighbours of a kind share a frame: charts, tables that are read together.
    let frame = null;
    const into = (kind) => {
      if (frame?.className !== kind) element.append((frame = make("div", { class: kind })));
      return frame;
    };
    for (const block of section.blocks) {
      if (block.kind === "chart") {
        into("charts").append(chartBlock(block, queue));
      } else if (block.beside) {
        into("beside").append(tableBlock(block));
      } else {
        frame = null;
        element.append(block.kind === "table" ? tableBlock(block)
          : block.kind === "heading" ? make("h3", { class: "part" }, block.text)
          : make("p", { class: block.kind }, block.text));
      }
    }
    return element;
  }

  const queue = [];
  const main = document.getElementById("main");
  const toc = document.getElementById("toc");
  const sections = content.sections.filter((section) => section.blocks.length > 0);
  main.replaceChildren(...sections.map((section) => sectionOf(section, queue)));
  keepRoom(queue);
  if (content.references.length > 0) {
    const list = make("ol", { id: "references-list" },
      ...content.references.map((reference, i) => referenceItem(reference, i + 1)));
    main.append(make("section", { id: "references", "aria-labelledby": "references-title" },
      make("h2", { id: "references-title" }, "References"), list));
    sections.push({ id: "references", title: "References" });
  }
  for (const section of sections)
    toc.append(make("li", {}, make("a", { href: `#${section.id}` }, section.title)));
  document.getElementById("footer").append(...content.footer.map((line) => make("p", {}, line)));
  document.getElementById("contents").open = window.matchMedia("(min-width: 64rem)").matches;
  if (location.hash.length > 1) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
  // Tables are unfolded on paper, but for that of all figures, and folded again.
  let unfolded = [];
  addEventListener("beforeprint", () => {
    unfolded = [...document.querySelectorAll("section:not(#figures) > details:not([open])")];
    for (const details of unfolded) details.open = true;
  });
  addEventListener("afterprint", () => unfolded.forEach((details) => (details.open = false)));
  requestAnimationFrame(() => setTimeout(() => drawAll(queue), 0));
})();
