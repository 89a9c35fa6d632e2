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

for (const file of ["hostile.html", "variants.html"])
  for (const [width, scheme] of [[390, "dark"], [1440, "light"]])
    test(`every chart of ${file} is drawn at ${width} px, ${scheme}, without an error or a request`, async () => {
      const page = await open(file, { width, scheme });
      assert.deepEqual(page.faults, []);
      assert.ok((await page.locator(".chart").count()) > 20);
      assert.deepEqual(await page.evaluate(faultyCharts), []);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= width, `the page is ${wide} px wide`);
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
  for (const charts of ["charts", "variants"])
    for (const name of readdirSync(join(folder, charts))) {
      const spec = JSON.parse(readFileSync(join(folder, charts, name), "utf8"));
      assert.ok(valid(spec), `${name}: ${JSON.stringify(valid.errors?.slice(0, 3))}`);
      for (const rows of Object.values(spec.datasets)) assert.ok(rows.length > 0, name);
      count += 1;
    }
  assert.ok(count > 40);
});
