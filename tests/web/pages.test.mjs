// The pages in Chromium: no JavaScript in them, valid HTML, accessible, usable on a narrow screen, by keyboard.
// API: address of the server; CHROMIUM: the browser; SCREENS: a folder for pictures of each page (none when unset).
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import puppeteer from "puppeteer-core";
import { HtmlValidate } from "html-validate";

const api = process.env.API;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const html = new HtmlValidate({ extends: ["html-validate:standard"], rules: { "no-trailing-whitespace": "off", "long-title": "off" } });
const narrow = 320; // CSS pixels: WCAG 1.4.10 (reflow)
let browser;

before(async () => {
  browser = await puppeteer.launch({ executablePath: process.env.CHROMIUM, headless: true, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
});
after(() => browser?.close());

/** What the browser complains of is kept in tab.complaints. */
async function newTab(width = 1024) {
  const tab = await browser.newPage();
  await tab.setViewport({ width, height: 900 });
  tab.complaints = [];
  tab.on("console", (m) => m.type() === "error" && tab.complaints.push(m.text()));
  tab.on("requestfailed", (r) => tab.complaints.push(`${r.url()}: ${r.failure()?.errorText}`));
  tab.on("response", (r) => r.status() >= 400 && tab.complaints.push(`${r.url()}: ${r.status()}`));
  return tab;
}

async function picture(tab, name) {
  if (process.env.SCREENS) await tab.screenshot({ path: `${process.env.SCREENS}/${name}.png`, fullPage: true });
}

async function isValid(tab) {
  const report = await html.validateString(await tab.content());
  return report.results.flatMap((r) => r.messages).map((m) => `${m.ruleId}: ${m.message} (${m.line}:${m.column})`);
}

async function barriers(tab) {
  await tab.evaluate(axe);
  const found = await tab.evaluate(() => axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"] }));
  return found.violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(" ")}: ${n.failureSummary}`));
}

/** Holds the page that the tab shows against all that every page must keep. */
async function hold(tab, name) {
  await picture(tab, name);
  assert.equal(await tab.evaluate(() => document.scripts.length), 0, `${name}: a script`);
  assert.deepEqual(await isValid(tab), [], `${name}: HTML`);
  assert.deepEqual(await barriers(tab), [], `${name}: accessibility`);
  assert.deepEqual(tab.complaints, [], `${name}: the browser`);
  const wide = tab.viewport().width;
  await tab.setViewport({ width: narrow, height: 900 });
  assert.ok((await tab.evaluate(() => document.documentElement.scrollWidth)) <= narrow, `${name}: wider than ${narrow} pixels`);
  await picture(tab, `${name}-narrow`);
  await tab.setViewport({ width: wide, height: 900 });
}

async function open(tab, path, status = 200) {
  const answer = await tab.goto(api + path, { waitUntil: "load" });
  assert.equal(answer.status(), status, path);
}
const follow = async (tab, act) => { await Promise.all([tab.waitForNavigation({ waitUntil: "load" }), act()]); };
const text = (tab, selector) => tab.$eval(selector, (e) => e.textContent.trim());

for (const lang of ["ja", "easy", "en"]) {
  test(`the pages of ${lang} are valid, accessible and fit a narrow screen`, async () => {
    const tab = await newTab();
    const id = (await (await fetch(`${api}/v1/trials?q=${encodeURIComponent("肺がん")}&limit=1`)).json()).hits[0].id;
    const pages = { start: "/?", results: `/trials?q=${encodeURIComponent("肺がん")}&`, nothing: "/trials?q=qqqqzzzz&", trial: `/trials/${id}?`, join: "/join?" };
    for (const [name, path] of Object.entries(pages)) {
      await open(tab, `${path}lang=${lang}`);
      await hold(tab, `${name}-${lang}`);
    }
    await tab.close();
  });
}

test("on a narrow screen the trials come before the filters, on a wide one beside them", async () => {
  const tab = await newTab();
  await open(tab, `/trials?q=${encodeURIComponent("肺がん")}`);
  const places = () => tab.evaluate(() => [".card", "aside"].map((s) => { const b = document.querySelector(s).getBoundingClientRect(); return { top: b.top, left: b.left, right: b.right }; }));
  let [card, filters] = await places();
  assert.ok(filters.right <= card.left && filters.top < card.top + 200, JSON.stringify([card, filters]));
  await tab.setViewport({ width: narrow, height: 900 });
  [card, filters] = await places();
  assert.ok(card.top < filters.top, JSON.stringify([card, filters]));
  await tab.click(".narrow a");
  assert.ok((await tab.evaluate(() => document.querySelector("#filters").getBoundingClientRect().top)) < 100);
  await tab.close();
});

test("a search by keyboard leads to results and to a trial", async () => {
  const tab = await newTab();
  await open(tab, "/");
  await tab.focus('input[name="q"]');
  await tab.keyboard.type("肺がん");
  await follow(tab, () => tab.keyboard.press("Enter"));
  assert.match(await tab.content(), /<mark>/);
  const link = await tab.$('main a[href^="/trials/"]');
  const title = await link.evaluate((e) => e.textContent.trim());
  await link.focus();
  await follow(tab, () => tab.keyboard.press("Enter"));
  assert.ok((await text(tab, "h1")).includes(title.slice(0, 10)), title);
  assert.deepEqual(tab.complaints, []);
  await tab.close();
});

test("a symptom shows trials of diseases that have it and says that this is no diagnosis", async () => {
  const tab = await newTab();
  await open(tab, `/trials?lang=ja&q=${encodeURIComponent("手が震える")}`);
  await hold(tab, "symptom-ja");
  assert.match(await text(tab, "main"), /診断ではありません/);
  assert.match(await text(tab, "main"), /パーキンソン病/);
  await open(tab, `/trials?lang=ja&q=${encodeURIComponent("肺がん 手術 放射線治療")}`);
  assert.doesNotMatch(await text(tab, "main"), /診断ではありません/);
  await tab.close();
});

test("the questions can be answered by keyboard and every page of them holds", async () => {
  const tab = await newTab();
  await open(tab, "/join?lang=ja");
  await tab.type('form.join input[name="diagnosis"]', "肺がん");
  await tab.type('form.join input[name="age"]', "62");
  await tab.click('form.join input[name="sex"][value="female"]');
  await follow(tab, () => tab.keyboard.press("Enter"));
  for (let step = 1; step <= 3 && (await tab.$('form.join input[name="a"]')); step++) {
    await hold(tab, `join-step-${step}`);
    const skip = await tab.$('form.join button[name="unknown"]');
    assert.ok(skip, "a question may be left open");
    await skip.focus();
    await follow(tab, () => tab.keyboard.press("Enter"));
  }
  await hold(tab, "join-result");
  assert.equal(tab.url(), `${api}/join`, "nothing that was typed stands in the address");
  await tab.close();
});

test("a page that is not there says so in words", async () => {
  const tab = await newTab();
  await open(tab, "/trials/NCT00000000", 404);
  assert.ok((await text(tab, "h1")).length > 0);
  await tab.close();
});
