// Suggest, 「もしかして」, what was understood: by the API and on the pages.
import { test } from "node:test";
import assert from "node:assert/strict";
import { mustFit } from "./contract.mjs";

const api = process.env.API;
async function ask(path, query, headers = {}) {
  const r = await fetch(`${api}${path}?${query}`, { headers });
  const text = await r.text();
  mustFit(path, "get", r.status, r.headers.get("content-type") ?? "", text);
  return { status: r.status, headers: r.headers, text, json: () => JSON.parse(text) };
}
const encode = encodeURIComponent;
const suggest = async (q, more = "") => (await ask("/v1/suggest", `q=${encode(q)}${more}`)).json();
const search = async (q, more = "") => (await ask("/v1/trials", `q=${encode(q)}${more}`)).json();
const page = async (query) => (await fetch(`${api}/trials?${query}`)).text();

test("half-typed kana, romaji, half-width kana, kanji and English lead to the concept", async () => {
  for (const typed of ["はいが", "はいg", "haig", "ﾊｲｶﾞﾝ", "肺が", "肺癌"]) {
    const first = (await suggest(typed))[0];
    assert.equal(first.concept_id, "lung-cancer", typed);
    assert.equal(first.text, "肺癌", typed);
    assert.equal(first.kind, "disease");
  }
  assert.equal((await suggest("haig", "&lang=en"))[0].text, "Lung cancer");
  assert.equal((await suggest("breast c"))[0].concept_id, "breast-cancer");
  assert.equal((await suggest("NSCL"))[0].text, "NSCLC");
});

test("a suggestion says how many trials a search for it finds", async () => {
  for (const typed of ["肺", "糖尿", "高血", "b"]) {
    const found = await suggest(typed, "&limit=5");
    assert.ok(found.length > 0 && found.length <= 5, typed);
    for (const s of found.filter((f) => f.concept_id)) assert.equal((await search(s.text, "&limit=1")).total, s.trials, s.text);
  }
});

test("suggest: limits, unknown parameters, nothing typed, tags", async () => {
  const bad = { "q=a&limit=0": "limit", "q=a&limit=51": "limit", "q=a&limit=x": "limit", "q=a&nosuch=1": "nosuch", "q=a&lang=fr": "lang", "q=a&q=b": "q", ["q=" + "a".repeat(201)]: "q" };
  for (const [query, name] of Object.entries(bad)) {
    const r = await ask("/v1/suggest", query);
    assert.equal(r.status, 400, query);
    assert.deepEqual(r.json().errors.map((e) => e.parameter), [name], query);
  }
  assert.deepEqual(await suggest(""), []);
  assert.deepEqual((await ask("/v1/suggest", "")).json(), []);
  assert.deepEqual(await suggest("qqzzxxqqzz"), []);
  assert.equal((await suggest("a", "&limit=50")).length, 50);
  const r = await ask("/v1/suggest", "q=a");
  assert.match(r.headers.get("etag"), /^"/);
  assert.equal((await fetch(`${api}/v1/suggest?q=a`, { headers: { "if-none-match": r.headers.get("etag") } })).status, 304);
  assert.notEqual((await ask("/v1/suggest", "q=b")).headers.get("etag"), r.headers.get("etag"));
});

test("concepts, both meanings of an ambiguous word, words as typed", async () => {
  const on = await search("肺がん");
  assert.equal(on.understood.concepts[0].id, "lung-cancer");
  assert.ok(on.understood.concepts[0].synonyms.includes("肺癌"));
  const both = (await search("UC")).understood.concepts;
  assert.deepEqual(both.map((c) => [c.id, c.ambiguous]).sort(), [["ulcerative-colitis", true], ["urothelial-carcinoma", true]]);
  const off = await search("肺がん", "&synonyms=off");
  assert.deepEqual(off.understood.concepts, []);
  assert.ok(off.total > 0 && off.total <= on.total);
});

test("a misspelt word: offered, never applied, its hits as tier 3", async () => {
  const right = (await suggest("ぺむ")).find((s) => s.text === "ペムブロリズマブ" && s.trials > 0) ?? (await suggest("にぼ"))[0];
  const wrong = right.text.replace("リズマブ", "リズマプ").replace("ルマブ", "ルマプ");
  const r = await search(wrong);
  assert.equal(r.understood.suggestion, right.text);
  assert.equal(r.total, 0);
  assert.ok(r.hits.length > 0 && r.hits.every((h) => h.tier > 1));
  assert.ok(r.hits.every((h) => h.tier === 3 && h.snippet.some((s) => s.html.includes("<mark>"))));
  assert.equal((await search(right.text)).understood.suggestion, null);
  assert.equal((await search("前立線がん")).understood.suggestion, "前立腺癌");
});

test("the pages offer the suggestion, the meanings and the switch, in every language", async () => {
  for (const [lang, word] of [["ja", "もしかして"], ["easy", "もしかして"], ["en", "Did you mean"]]) {
    const html = await page(`q=${encode("前立線がん")}&lang=${lang}`);
    assert.ok(html.includes(word) && html.includes(`q=${encode("前立腺癌")}`), lang);
  }
  const uc = await page("q=UC");
  assert.ok(uc.includes(`q=${encode("潰瘍性大腸炎")}`) && uc.includes(`q=${encode("尿路上皮癌")}`) && uc.includes("synonyms=off"));
  const off = await page(`q=${encode("肺がん")}&synonyms=off`);
  assert.ok(off.includes("同じ意味の言葉でもさがす"));
});
