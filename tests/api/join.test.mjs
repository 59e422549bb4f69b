// The page /join as a browser without JavaScript uses it: each page's form is filled in and sent as it stands.
import { test } from "node:test";
import assert from "node:assert/strict";

const api = process.env.API;
const word = { ja: { next: "次へ", unknown: "わからない" }, en: { next: "Next", unknown: "I don" } };
const plain = (html) => html.replace(/&quot;/g, '"').replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&#39;/g, "'").replace(/&amp;/g, "&");
const attribute = (tag, name) => plain(tag.match(new RegExp(`\\s${name}="([^"]*)"`))?.[1] ?? "");

/** What a page holds: its form's fields as a browser would send them, its question, its buttons, its trials. */
function read(html) {
  const form = html.match(/<form class="join"[\s\S]*?<\/form>/)?.[0] ?? "";
  const tags = [...form.matchAll(/<(?:input|button|textarea)\b[^>]*>/g)].map((m) => m[0]);
  const section = (heading) => html.match(new RegExp(`<section><h2>${heading}</h2>[\\s\\S]*?</section>`))?.[0] ?? "";
  return {
    html, form, section,
    method: attribute(form.match(/<form[^>]*>/)?.[0] ?? "", "method"), action: attribute(form.match(/<form[^>]*>/)?.[0] ?? "", "action"),
    hidden: tags.filter((t) => /type="hidden"/.test(t)).map((t) => [attribute(t, "name"), attribute(t, "value")]),
    names: new Set(tags.map((t) => attribute(t, "name")).filter(Boolean)),
    facts: JSON.parse(plain(form.match(/name="facts" value="([^"]*)"/)?.[1] ?? "null")),
    attr: form.match(/name="a" value="([^"]*)"/)?.[1],
    values: [...form.matchAll(/type="(?:radio|checkbox)" name="v" value="([^"]*)"/g)].map((m) => plain(m[1])),
    drops: [...form.matchAll(/name="drop" value="([^"]*)"/g)].map((m) => m[1]),
    counts: [...(html.match(/class="total"[\s\S]*?<\/p>/)?.[0] ?? "").matchAll(/<strong>(\d+)<\/strong>/g)].map((m) => Number(m[1])),
    problems: [...html.matchAll(/class="problem" role="alert">([^<]*)/g)].map((m) => m[1]),
  };
}
async function open(query = "") {
  const r = await fetch(api + "/join" + query);
  assert.equal(r.status, 200);
  return read(await r.text());
}
/** Sends the form of a page with these fields more. */
async function send(page, fields, status = 200) {
  const r = await fetch(api + page.action, { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" }, body: new URLSearchParams([...page.hidden, ...fields]) });
  const html = await r.text();
  assert.equal(r.status, status, html.slice(0, 300));
  assert.equal(r.headers.get("cache-control"), "no-store");
  assert.equal(r.headers.get("set-cookie"), null);
  assert.equal(r.url, api + "/join");
  assert.match(r.headers.get("content-security-policy"), /default-src 'none'/);
  assert.doesNotMatch(html, /<script|\{\{/);
  return read(html);
}
const first = (more = []) => [["diagnosis", "膵臓がん"], ["age", "６２"], ["sex", "female"], ["note", ""], ...more];

test("the first page asks little, sends a form, and keeps the address empty", async () => {
  const page = await open();
  assert.deepEqual([page.method, page.action], ["post", "/join"]);
  for (const name of ["diagnosis", "age", "sex", "note", "facts", "lang"]) assert.ok(page.names.has(name), name);
  assert.equal(page.counts.length, 0);
  for (const name of ["age", "diagnosis", "facts", "note"]) assert.equal((await fetch(api + `/join?${name}=1`)).status, 400, name);
  assert.equal((await fetch(api + "/join?age=62", { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" }, body: "" })).status, 400);
  assert.equal((await fetch(api + "/join", { method: "POST", headers: { "content-type": "application/json" }, body: "{}" })).status, 415);
});

test("an age may be typed as people type it", async () => {
  for (const age of ["65", "６５", "　６５　", "65歳", "６５ 才", "65さい"]) {
    const page = await send(await open(), first().map(([name, value]) => (name === "age" ? [name, age] : [name, value])));
    assert.deepEqual(page.problems, [], age);
    assert.equal(page.facts.age.value, 65, age);
  }
});

test("answers lead to a question, three counts and trials with reasons", async () => {
  const page = await send(await open(), first());
  assert.deepEqual(page.facts, { age: { value: 62, unit: "year" }, sex: "female", diagnosis: ["膵臓がん"] });
  assert.equal(page.counts.length, 3);
  assert.ok(page.attr && page.form.includes(word.ja.next) && page.form.includes(word.ja.unknown));
  assert.deepEqual(page.drops.sort(), ["age", "diagnosis", "sex"]);
  assert.match(page.form, /62 歳/);
  const possible = page.section("可能性あり");
  assert.match(possible, /照合用・女性/);
  assert.match(possible, /<strong>満たす<\/strong> 膵癌と診断された患者 <span class="because">\(診断名：膵臓がん\)/);
  assert.doesNotMatch(possible, /照合用・男性/);
});

test("a trial that its own sex rules out says so, and a word that nobody knows is named", async () => {
  const page = await send(await open(), first([["q", '"照合用" OR "made-up pancreatic"']]));
  assert.match(page.section("合わない可能性が高い"), /✗<\/span> <strong>満たさない<\/strong> [^<]*男性[^<]* <span class="because">\(性別：女性\)/);
  assert.doesNotMatch(page.html, /読み取れませんでした/);
  const other = await send(await open(), [["diagnosis", "ほげほげ病"], ["age", "62"], ["sex", "female"], ["note", ""]]);
  assert.match(other.html, /読み取れませんでした[\s\S]*<strong>ほげほげ病<\/strong>/);
});

test("questions follow one another until all three groups stand there", async () => {
  const answers = { ecog_ps: "1", pregnant: "no", interstitial_lung_disease: "no", hba1c: "6.5", platelets: "220000", hemoglobin: "11", consent_self: "yes" };
  let page = await send(await open(), first([["q", '"照合用" OR "made-up pancreatic"']]));
  assert.equal(page.counts.reduce((a, b) => a + b), 4);
  assert.equal(page.counts[2], 1);
  const asked = [];
  while (page.attr && asked.length < 12) {
    assert.ok(!asked.includes(page.attr), `${page.attr} asked twice`);
    asked.push(page.attr);
    page = await send(page, page.attr in answers ? [["a", page.attr], ["v", answers[page.attr]]] : [["unknown", page.attr]]);
  }
  assert.ok(asked.length > 0);
  assert.deepEqual(page.counts, [3, 0, 1], asked.join(" "));
  const likely = page.section("条件を満たす見込み"), unlikely = page.section("合わない可能性が高い");
  assert.match(likely, /SMP2039990101/);
  assert.match(likely, /参加できない条件[\s\S]*<strong>あてはまらない<\/strong> 妊娠している女性/);
  assert.match(unlikely, /SMP2039990102/);
  assert.match(unlikely, /<strong>満たさない<\/strong> 20歳以上の男性/);
  assert.match(page.html, /これ以上お聞きすることはありません/);
});

test("わからない is kept, and not asked again", async () => {
  const one = await send(await open(), first()), two = await send(one, [["unknown", one.attr]]);
  assert.equal(two.facts[one.attr], null);
  assert.notEqual(two.attr, one.attr);
  assert.ok(two.drops.includes(one.attr));
});

test("an answer can be taken back, and an older page sent again", async () => {
  const one = await send(await open(), first());
  const dropped = await send(one, [["drop", "sex"]]);
  assert.deepEqual(Object.keys(dropped.facts).sort(), ["age", "diagnosis"]);
  const two = await send(one, [["unknown", one.attr]]);
  const again = await send(one, [["unknown", one.attr]]); // back, and the same button
  assert.deepEqual(again.facts, two.facts);
  assert.equal(again.attr, two.attr);
});

test("a list is answered by boxes and by words, or is none", async () => {
  const page = await send(await open(), first());
  const list = { ...page, hidden: page.hidden.filter(([name]) => name !== "a") };
  const some = await send(list, [["a", "comorbidity"], ["v", "高血圧"], ["v", "糖尿病"], ["free", "緑内障、喘息\n痛風"]]);
  assert.deepEqual(some.facts.comorbidity, ["高血圧", "糖尿病", "緑内障", "喘息", "痛風"]);
  assert.deepEqual((await send(list, [["a", "comorbidity"], ["free", ""]])).facts.comorbidity, []);
});

test("what cannot be read is said, left out and asked again", async () => {
  const page = await send(await open(), [["diagnosis", "胃がん"], ["age", "abc"], ["sex", ""]]);
  assert.deepEqual(page.facts, { diagnosis: ["胃がん"] });
  assert.equal(page.problems.length, 1);
  assert.match(page.problems[0], /年齢/);
  const strange = await send({ ...page, hidden: [["lang", "ja"], ["facts", '{"age":{"value":999},"nosuch":1,"sex":"female"}']] }, []);
  assert.deepEqual(strange.facts, { sex: "female" });
  for (const facts of ["", "{", "[]", "[".repeat(5000), '{"age":{"value":' + "9".repeat(400) + "}}", '{"diagnosis":["' + "x".repeat(70000) + '"]}'])
    assert.deepEqual((await send({ ...page, hidden: [["lang", "ja"], ["facts", facts]] }, [])).facts, {}, facts.slice(0, 40));
});

test("what a person types stands in the page as text, not as markup", async () => {
  const page = await send(await open(), [["diagnosis", '<b onclick="x">"胃&がん"</b>'], ["age", "62"]]);
  assert.doesNotMatch(page.html, /<b onclick/);
  assert.deepEqual(page.facts.diagnosis, ['<b onclick="x">"胃&がん"</b>']);
});

test("a person's own words become answers to confirm", async () => {
  const page = await send(await open("?lang=en"), [["diagnosis", ""], ["age", ""], ["note", "I am a 62-year-old woman with pancreatic cancer, ECOG 1. HbA1c 6.5%."]]);
  assert.equal(page.facts.age.value, 62);
  assert.equal(page.facts.hba1c.value, 6.5);
  assert.match(page.html, /<details open>/);
  assert.ok(page.drops.includes("hba1c"));
  const ja = await send(await open(), [["diagnosis", ""], ["age", "63"], ["note", "62歳の女性です。膵臓がんと言われました。HbA1cは6.5%です。"]]);
  assert.equal(ja.facts.age.value, 63); // what was filled in wins
  assert.deepEqual([ja.facts.sex, ja.facts.hba1c.value], ["female", 6.5]);
});

test("answers and reasons are told in words, what follows from other answers too", async () => {
  for (const [lang, state, no] of [["ja", "再発した、手術で取りきれない", "いいえ"], ["en", "Recurrent, Cannot be removed by surgery", "No"]]) {
    const page = await send(await open("?lang=" + lang), [["diagnosis", "肺がん"], ["age", "67"], ["sex", "female"], ["note", "再発しました。切除不能です。"]]);
    assert.deepEqual(page.facts.disease_state.items ?? page.facts.disease_state, ["recurrent", "unresectable"]);
    assert.ok(page.html.includes(state), state);
    assert.match(page.html, new RegExp(`\\((?:妊娠中：|Pregnant: )${no}\\)`));
    assert.doesNotMatch(page.html, /(?:Disease state: |病状：|病状: )(?:recurrent|unresectable)/);
  }
});

test("three languages", async () => {
  for (const [lang, html] of [["ja", /lang="ja"/], ["easy", /lang="ja"/], ["en", /lang="en"/]]) {
    const page = await send(await open("?lang=" + lang), first());
    assert.match(page.html, html);
    assert.deepEqual(page.hidden.find(([name]) => name === "lang"), ["lang", lang]);
    assert.equal(page.counts.length, 3);
  }
  const en = await send(await open("?lang=en"), first());
  assert.ok(en.form.includes(word.en.next) && plain(en.form).includes(word.en.unknown));
  assert.match(en.form, /62 years/);
});

test("all trials can be paged through, the question stays as it is", async () => {
  const start = await send(await open(), first());
  const seen = [], links = (page) => [...page.html.matchAll(/<h3><a href="\/trials\/([^"?]+)/g)].map((m) => m[1]);
  let page = start;
  for (let n = 0; n < 50; n++) {
    seen.push(...links(page));
    assert.deepEqual(page.facts, start.facts);
    assert.equal(page.attr, start.attr);
    const from = page.html.match(/form="join" name="from" value="(\d+)"/)?.[1];
    if (!from) break;
    assert.equal(Number(from), seen.length);
    page = await send(page, [["a", page.attr], ["from", from]]);
  }
  assert.equal(seen.length, start.counts.reduce((a, b) => a + b));
  assert.equal(new Set(seen).size, seen.length);
  assert.match(page.html, /合わない可能性が高い<\/h2>/);
});
