// The report in a real browser. Run by browser_test.cmake.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";
import addFormats from "ajv-formats";
import Ajv from "ajv";

const { CHROMIUM, RAILHEAD, SOURCE, SCHEMA } = process.env;
const folder = mkdtempSync(join(tmpdir(), "railhead-report-"));
const scenarios = join(SOURCE, "scenarios");
const hostile = "</script><script>window.hacked=1</script><img src=x onerror=window.hacked=2> & \"q\"";
const runs = "300";

const railhead = (...words) => execFileSync(RAILHEAD, words, { cwd: folder, stdio: ["ignore", "pipe", "inherit"] });

let context;
before(async () => {
  writeFileSync(join(folder, "hostile.toml"), `extends = [${JSON.stringify(join(scenarios, "dprk-2023.toml"))}]
schema = 1
[scenario]
title = ${JSON.stringify(hostile)}
question = ${JSON.stringify(hostile)}
[reference.statecraft-2024]
title = ${JSON.stringify(hostile)}
url = "javascript:window.hacked=3"
[munition.152mm]
title = ${JSON.stringify(hostile)}
`);
  railhead("report", "hostile.toml", "-n", runs, "--quiet", "-o", "hostile.html", "--charts", "charts");
  railhead("run", "hostile.toml", "-n", runs, "--quiet", "--out", "out");
  const files = ["dprk-2023", "no-dprk", "dprk-surge", "embargo"].map((name) => join(scenarios, `${name}.toml`));
  railhead("report", ...files, "-n", "200", "--quiet", "-o", "variants.html", "--charts", "variants");
  // Results that were run before: the files of a run, a store, and the documents of studies.
  const study = join(scenarios, "studies", "what-matters-152mm.toml");
  const save = (name, ...words) => writeFileSync(join(folder, name), railhead(...words, "--json", "--quiet"));
  save("indices.json", "sensitivity", study, "--points", "8", "-n", "2");
  save("swings.json", "sensitivity", study, "--method", "one-at-a-time", "-n", "10");
  save("root.json", "solve", join(scenarios, "dprk-2023.toml"), "-n", "20", "--vary", "parameter.fire_2024",
    "--from", "5000", "--to", "15000", "--metric", "stockout{munition=152mm}", "--target", "0.5");
  writeFileSync(join(folder, "study.toml"), `schema = 1
title = ${JSON.stringify(hostile)}
scenario = ${JSON.stringify(join(scenarios, "dprk-2023.toml"))}
[design]
method = "grid"
[factor.fire]
path = "parameter.fire_2024"
values = [6000, 10000, 14000]
[factor.voyages]
path = "shipment.dprk-sea-south.count"
values = [0, 6, 12]
[replicate]
replications = 20
[[response]]
metric = "stockout{munition=152mm}"
[[response]]
metric = "stock_end{munition=152mm}"
[[response]]
metric = "stockout_date{munition=152mm}"
`);
  railhead("sweep", "study.toml", "--store", "study.db", "--quiet");
  railhead("report", "root.json", "study.db", "indices.json", "swings.json", "out/run.json", "--quiet",
    "-o", "results.html", "--charts", "results");
  const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync"];
  context = await chromium.launchPersistentContext(join(folder, "profile"), {
    executablePath: CHROMIUM, headless: true, args: flags });
}, { timeout: 300_000 });
after(() => context?.close());

// A page of the report with all that it complained about and asked for.
async function open(file, { width = 1440, scheme = "light", drawn = true } = {}) {
  const page = await context.newPage();
  const faults = [];
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("request", (request) => {
    if (!/^(file|data|blob):/.test(request.url())) faults.push(`request to ${request.url()}`);
  });
  await page.setViewportSize({ width, height: 900 });
  await page.emulateMedia({ colorScheme: scheme });
  const begin = Date.now();
  await page.goto(`file://${join(folder, file)}`);
  page.openedIn = Date.now() - begin;
  if (drawn)
    await page.waitForFunction(() => document.documentElement.dataset.charts === "drawn", null, { timeout: 120_000 });
  page.faults = faults;
  return page;
}

const faultyCharts = () =>
  [...document.querySelectorAll(".chart")].filter((chart) => {
    const svg = chart.querySelector("svg.marks");
    if (!svg || chart.dataset.drawn !== "yes") return true;
    const shapes = [...svg.querySelectorAll("[class*=mark-] path, [class*=mark-] line, [class*=mark-] rect")];
    const box = svg.getBoundingClientRect();
    const seen = shapes.filter((shape) => shape.getBoundingClientRect().width + shape.getBoundingClientRect().height > 8);
    return seen.length < 3 || box.width < 150 || box.height < 80 || /NaN/.test(svg.outerHTML);
  }).map((chart) => chart.id);

for (const file of ["hostile.html", "variants.html", "results.html"])
  for (const [width, scheme] of [[390, "dark"], [1440, "light"]])
    test(`every chart of ${file} is drawn at ${width} px, ${scheme}, without an error or a request`, async () => {
      const page = await open(file, { width, scheme });
      assert.deepEqual(page.faults, []);
      assert.ok((await page.locator(".chart").count()) > 20);
      assert.deepEqual(await page.evaluate(faultyCharts), []);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= width, `the page is ${wide} px wide`);
      const cut = await page.evaluate(() => [...document.querySelectorAll(".caption")]
        .filter((caption) => caption.closest(".scroll") || caption.getBoundingClientRect().right > innerWidth).length);
      assert.equal(cut, 0, `${cut} captions of tables are cut`);
      await page.close();
    });

test("hostile titles are text, and a link leads nowhere but the web", async () => {
  const page = await open("hostile.html");
  assert.equal(await page.evaluate(() => window.hacked), undefined);
  assert.equal(await page.textContent("h1"), hostile);
  assert.equal(await page.title(), hostile);
  assert.equal(await page.textContent(".question"), hostile);
  assert.equal(await page.locator("main img, main script").count(), 0);
  assert.equal(await page.locator("a[href^='javascript']").count(), 0);
  await page.close();
});

test("the figures of the tables are those of run.json", async () => {
  const { metrics, seed, replications, digest } = JSON.parse(readFileSync(join(folder, "out", "run.json"), "utf8"));
  const page = await open("hostile.html", { drawn: false });
  const rows = await page.evaluate(() =>
    [...document.querySelectorAll("#answer tbody tr")].map((row) =>
      [...row.cells].map((cell) => ({ text: cell.textContent, value: cell.dataset.value }))));
  const figure = (name, munition, site) => metrics.find((each) =>
    each.metric === name && each.of.munition === munition && each.of.site === site &&
    Object.keys(each.of).length === (site ? 2 : 1));
  let compared = 0;
  for (const [munition, site, stock, , short, , filled, unmet] of rows) {
    const place = site.text === "all sites" ? undefined : site.text;
    for (const [name, cell] of [["stock_end", stock], ["stockout", short], ["fill_rate", filled], ["unmet", unmet]]) {
      if (cell.value === undefined) continue;
      const { mean, half_width } = figure(name, munition.text, place);
      assert.equal(Number(cell.value), mean, `${name} of ${munition.text} at ${site.text}`);
      compared += 1;
      if (name !== "stock_end") continue;
      const shown = Number(cell.text.split(" ")[0].replaceAll(",", ""));
      assert.ok(Math.abs(shown - mean) <= Math.max(half_width, 1), `${cell.text} for ${mean}`);
    }
  }
  assert.ok(compared > 20);
  const footer = await page.textContent("footer");
  for (const text of [`seed ${seed}`, `${replications} replications`]) assert.ok(footer.includes(text), text);
  assert.ok(digest.length === 16);
  await page.close();
});

test("a table stands behind every chart", async () => {
  const page = await open("hostile.html");
  const empty = await page.evaluate(async () => {
    const found = [];
    for (const details of document.querySelectorAll("details.data")) {
      details.open = true;
      await new Promise((resolve) => setTimeout(resolve, 0));
      if (details.querySelectorAll("tbody tr").length === 0) found.push(details.parentElement.textContent);
    }
    return found;
  });
  assert.deepEqual(empty, []);
  await page.close();
});

test("a chart's menu saves, shows the data and copies the specification", async () => {
  const page = await open("hostile.html");
  const figure = page.locator("figure").first();
  await figure.locator("summary[aria-label]").click();
  const menu = await figure.locator(".vega-actions").innerText();
  for (const entry of ["Save as SVG", "Save as PNG", "See the data", "Copy the specification"])
    assert.ok(menu.includes(entry), entry);
  const download = page.waitForEvent("download");
  await figure.getByText("Save as SVG").click();
  assert.match(readFileSync(await (await download).path(), "utf8"), /<svg/);
  await page.close();
});

test("the store's points and the root are on the page", async () => {
  const page = await open("results.html", { drawn: false });
  assert.equal(await page.evaluate(() => window.hacked), undefined);
  const answers = await page.locator("#answer .answer").allInnerTexts();
  const { roots } = JSON.parse(readFileSync(join(folder, "root.json"), "utf8"));
  const digits = Math.round(roots[0].value).toLocaleString("en").slice(0, 2);
  assert.ok(answers[0].includes(`parameter.fire_2024 = ${digits}`), answers[0]);
  const rows = await page.evaluate(() => [...document.querySelectorAll("#sweep-2 .scroll tbody")][0].rows.length);
  assert.equal(rows, 9);
  await page.close();
});

test("nothing on the page moves while it is built", async () => {
  for (const width of [390, 1440]) {
    const page = await context.newPage();
    await page.setViewportSize({ width, height: 900 });
    await page.addInitScript(() => {
      window.moved = 0;
      new PerformanceObserver((list) => list.getEntries().forEach((each) => (window.moved += each.value)))
        .observe({ type: "layout-shift", buffered: true });
    });
    await page.goto(`file://${join(folder, "hostile.html")}`);
    await page.waitForFunction(() => document.documentElement.dataset.charts === "drawn", null, { timeout: 120_000 });
    assert.ok((await page.evaluate(() => window.moved)) < 0.02, `${await page.evaluate(() => window.moved)} at ${width} px`);
    await page.close();
  }
});

test("the keyboard reaches contents, menus and tables", async () => {
  const page = await open("hostile.html");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
  const reached = new Set();
  for (let i = 0; i < 60; ++i) {
    await page.keyboard.press("Tab");
    reached.add(await page.evaluate(() => document.activeElement.closest("nav, .vega-embed, details.data, .scroll")?.className ?? "other"));
  }
  for (const place of ["scroll", "data"]) assert.ok([...reached].some((each) => each.includes(place)), place);
  assert.ok([...reached].some((each) => each.includes("vega-embed")), [...reached].join());
  const nameless = await page.evaluate(() => [...document.querySelectorAll("svg.marks")].filter((svg) => !svg.getAttribute("aria-label")).length);
  assert.equal(nameless, 0);
  await page.close();
});

test("print has no cut charts", async () => {
  const page = await open("variants.html");
  await page.emulateMedia({ media: "print" });
  await page.setViewportSize({ width: 680, height: 1000 });
  const cut = await page.evaluate(() => [...document.querySelectorAll(".chart svg.marks")]
    .filter((svg) => svg.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .map((svg) => svg.closest(".chart").id));
  assert.deepEqual(cut, []);
  const pdf = await page.pdf({ format: "A4" });
  assert.ok(pdf.length > 100_000);
  await page.close();
});

test("three variants fit in 2 MB and open in 2 s", async () => {
  assert.ok(statSync(join(folder, "variants.html")).size < 2_000_000);
  const page = await open("variants.html", { drawn: false });
  assert.ok(page.openedIn < 2000, `${page.openedIn} ms`);
  await page.close();
});

test("every specification is valid Vega-Lite by its own schema", () => {
  const schema = JSON.parse(readFileSync(SCHEMA, "utf8"));
  const ajv = new Ajv({ strict: false, allErrors: false, logger: false });
  addFormats(ajv);
  ajv.addFormat("color-hex", () => true);
  const valid = ajv.compile(schema);
  let count = 0;
  for (const charts of ["charts", "variants", "results"])
    for (const name of readdirSync(join(folder, charts))) {
      const spec = JSON.parse(readFileSync(join(folder, charts, name), "utf8"));
      assert.ok(valid(spec), `${name}: ${JSON.stringify(valid.errors?.slice(0, 3))}`);
      for (const rows of Object.values(spec.datasets)) assert.ok(rows.length > 0, name);
      count += 1;
    }
  assert.ok(count > 200);
});
