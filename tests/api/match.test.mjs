// "Could I join?" by HTTP: right answers on registrations whose verdict is certain (registrations.ndjson), every refusal by its
// pointer, nothing to be stored.
import { test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { mustFit } from "./contract.mjs";

const api = process.env.API;
const women = "SMP2039990101", men = "SMP2039990102", organs = "SMP2039990103", english = "SMP2039990104";
const all = [women, men, organs, english];
const registered = Object.fromEntries(readFileSync("tests/api/registrations.ndjson", "utf8").trim().split("\n").map((l) => JSON.parse(l)).map((r) => [r.id, r]));
const woman = { age: { value: 62, unit: "year" }, sex: "female", diagnosis: ["膵臓がん"], ecog_ps: 1, hba1c: { value: 6.5, unit: "%" }, pregnant: false, interstitial_lung_disease: false, platelets: { value: 22, unit: "万/μL" }, hemoglobin: 11 };

async function send(path, address, body, type = "application/json") {
  const r = await fetch(api + address, { method: "POST", headers: { "content-type": type }, body: typeof body === "string" ? body : JSON.stringify(body) });
  const text = await r.text();
  mustFit(path, "post", r.status, r.headers.get("content-type") ?? "", text);
  assert.equal(r.headers.get("cache-control"), "no-store", address);
  assert.equal(r.headers.get("etag"), null, address);
  return { status: r.status, headers: r.headers, text, json: () => JSON.parse(text) };
}
const match = (body) => send("/v1/match", "/v1/match", body);
const matchOne = (id, body) => send("/v1/trials/{id}/match", `/v1/trials/${id}/match`, body);
const profile = (body) => send("/v1/profile", "/v1/profile", body);
const ours = async (facts, more = {}) => (await match({ q: '"照合用" OR "made-up pancreatic"', facts, limit: 50, ...more })).json();
const verdicts = (answer) => Object.fromEntries(answer.hits.filter((h) => all.includes(h.id)).map((h) => [h.id, h.verdict]));
const pointers = (r) => r.json().errors.map((e) => e.pointer).sort();

test("one person, four trials: the verdict of each", async () => {
  const a = await ours(woman);
  assert.deepEqual(verdicts(a), { [women]: "likely", [men]: "unlikely", [organs]: "likely", [english]: "likely" });
  assert.deepEqual(a.verdicts, { likely: 3, possible: 0, unlikely: 1 });
  assert.equal(a.hits.at(-1).id, men);
  assert.deepEqual(verdicts(await ours({ ...woman, age: 75 }))[women], "unlikely");
  assert.deepEqual(verdicts(await ours({ ...woman, age: 74 }))[women], "likely");
  assert.deepEqual(verdicts(await ours({ ...woman, pregnant: true }))[women], "unlikely");
  assert.deepEqual(verdicts(await ours({ ...woman, platelets: { value: 90, unit: "10^9/L" } }))[organs], "unlikely");
  assert.deepEqual(verdicts(await ours({ ...woman, platelets: { value: 100, unit: "10^9/L" } }))[organs], "likely");
  assert.deepEqual(verdicts(await ours({ ...woman, hba1c: { value: 64, unit: "mmol/mol" } }))[women], "unlikely");
  assert.deepEqual(verdicts(await ours({ ...woman, diagnosis: ["胃癌"] })), { [women]: "unlikely", [men]: "unlikely", [organs]: "unlikely", [english]: "unlikely" });
  assert.deepEqual(new Set(Object.values(verdicts(await ours({})))), new Set(["possible"]));
});

test("what people type counts as far as it is understood, and never as another disease", async () => {
  const of = async (word) => { const a = await ours({ ...woman, diagnosis: [word] }); return { women: verdicts(a)[women], unknown: a.not_understood }; };
  for (const word of ["膵ガン末期", "膵がん（頭部）", "膵臓がん ステージ4", "膵癌と診断されました"]) assert.deepEqual(await of(word), { women: "likely", unknown: undefined }, word);
  for (const word of ["膵がん疑い", "膵臓の病気", "母が膵がん", "PC"]) assert.equal((await of(word)).women, "possible", word);
  for (const word of ["ほげほげ病", "xyzzy"]) assert.deepEqual(await of(word), { women: "possible", unknown: [{ attr: "diagnosis", value: word }] }, word);
  assert.equal((await of("胃ガン ステージ4")).women, "unlikely");
});

test("an age or sex of the record that does not fit is told as a limit", async () => {
  const limits = (a, id) => a.hits.find((h) => h.id === id).limits;
  const a = await ours({ ...woman, age: 80 });
  assert.deepEqual(limits(a, men), [{ attr: "sex", result: "not_met", value: "female", sex: "male" }]);
  assert.deepEqual(limits(a, women), [{ attr: "sex", result: "met", value: "female", sex: "female" }, { attr: "age", result: "not_met", value: { value: 80, unit: "year" }, min: 20, max: 74 }]);
  assert.equal(limits(a, english), undefined);
  assert.deepEqual((await matchOne(men, { facts: { sex: "female" } })).json().limits, limits(a, men));
});

test("words that no trial holds together are relaxed, and that is said", async () => {
  const q = "照合用 ゲフチニブ";
  const search = await (await fetch(`${api}/v1/trials?limit=50&q=${encodeURIComponent(q)}`)).json();
  assert.equal(search.total, 0);
  const a = (await match({ q, facts: woman, limit: 50 })).json();
  assert.deepEqual(new Set(a.hits.map((h) => h.id)), new Set(search.hits.map((h) => h.id)));
  assert.ok(a.hits.length > 0 && a.hits.every((h) => h.tier > 1));
  assert.deepEqual(a.relaxed, search.understood.relaxed);
  assert.equal((await match({ q: "照合用", facts: woman })).json().relaxed, undefined);
});

test("what was not said, or is not known, leaves a trial possible and is asked for, but only once", async () => {
  const { hba1c, ...rest } = woman;
  const absent = await ours(rest, { questions: 10 });
  assert.equal(verdicts(absent)[women], "possible");
  assert.ok(absent.questions.some((q) => q.attr === "hba1c" && q.unit === "%" && q.bounds.includes(8) && q.text.ja && q.text.easy && q.text.en));
  const unknown = await ours({ ...rest, hba1c: null }, { questions: 10 });
  assert.equal(verdicts(unknown)[women], "possible");
  assert.ok(unknown.questions.every((q) => q.attr !== "hba1c"));
  assert.equal(unknown.facts_used.hba1c, null);
  assert.deepEqual((await ours(rest, { questions: 0 })).questions, []);
  assert.ok((await ours(rest)).questions.length <= 1);
});

test("every met and not met quotes the registration and the fact it rests on", async () => {
  for (const id of all) {
    const a = (await matchOne(id, { facts: woman })).json();
    assert.equal(a.id, id);
    for (const c of a.criteria) {
      const block = registered[id].eligibility[c.kind], text = Buffer.from(block.ja ?? block.en);
      assert.equal(text.subarray(...c.span).toString(), c.text);
      if (c.result === "met" || c.result === "not_met") assert.ok(c.because && c.because.span[1] <= Buffer.byteLength(c.text), c.text);
      if (c.result === "unknown") assert.ok(c.waits_for.length > 0, c.text);
    }
  }
  const of = (a, attr) => a.criteria.find((c) => c.because?.attr === attr);
  const a = (await matchOne(women, { facts: woman })).json();
  assert.equal(of(a, "hba1c").because.value.value, 6.5);
  assert.equal(of(a, "diagnosis").because.value, "膵臓がん");
  const b = (await matchOne(men, { facts: { ...woman, sex: "male" } })).json();
  assert.deepEqual(b.criteria.map((c) => c.result), ["met", "met", "ask_site"]);
  assert.equal(b.verdict, "likely");
});

test("any number finds its trial, an unknown one does not", async () => {
  assert.equal((await matchOne("smp2039990101", { facts: {} })).json().id, women);
  assert.equal((await matchOne("NCT00000000", { facts: {} })).status, 404);
});

test("each kind of fact is taken, and said back", async () => {
  const facts = { age: 62, sex: "female", stage: "IV", ecog_ps: 1, pregnant: { value: false, ago: { n: 2, unit: "week" } }, ast: { value: 30, unit: "U/L", uln: 40 }, diagnosis: ["膵癌"],
    current_medication: [], prior_therapy: [{ value: "放射線療法", ago: { n: 3, unit: "month" } }, { value: "ゲムシタビン", current: true }], comorbidity: { items: ["高血圧"], complete: false }, height: null };
  const used = (await match({ facts, limit: 1, questions: 0 })).json().facts_used;
  assert.deepEqual(Object.keys(used).sort(), Object.keys(facts).sort());
  assert.deepEqual(used.comorbidity, { items: ["高血圧"], complete: false });
  assert.deepEqual(used.current_medication, []);
  assert.equal(used.ast.uln, 40);
  assert.equal(used.height, null);
  assert.deepEqual((await match({ facts: used, limit: 1, questions: 0 })).json().facts_used, used);
});

test("all that is wrong is told at once, each by its pointer", async () => {
  const r = await match({ foo: 1, "a/b~c": 2, limit: 0, cursor: "zz", questions: 99, lang: "fr", q: 5, note: ["x"], filters: { status: ["open"], limit: 3, nosuch: 1, age: 500 },
    facts: { "x/y": 1, age: { value: 500 }, ecog_ps: "x", sex: "alien", hba1c: { value: 7, unit: "km" }, diagnosis: [1, { value: "x", zz: 1 }], pregnant: 3, comorbidity: Array(201).fill("x") } });
  assert.equal(r.status, 400);
  assert.deepEqual(pointers(r), ["/a~1b~0c", "/cursor", "/facts/age", "/facts/comorbidity", "/facts/diagnosis/0", "/facts/diagnosis/1", "/facts/ecog_ps", "/facts/hba1c/unit", "/facts/pregnant", "/facts/sex", "/facts/x~1y",
    "/filters/age", "/filters/limit", "/filters/nosuch", "/filters/status", "/foo", "/lang", "/limit", "/note", "/q", "/questions"]);
  assert.ok(r.json().errors.every((e) => e.code && e.message.ja && e.message.en));
  assert.deepEqual(pointers(await match({ filters: { status: ["open"], age: 500, phase: { a: 1 } } })), ["/filters"]);
  assert.deepEqual(pointers(await match({ filters: { status: ["open"], age: 500 } })), ["/filters/age", "/filters/status"]);
  assert.deepEqual(pointers(await match({ filters: { near: "Atlantis" } })), ["/filters/near"]);
  assert.ok((await match({ filters: { near: "府中市" } })).json().errors[0].candidates.length > 1);
  assert.deepEqual(pointers(await match({ filters: { within_km: 5 } })), ["/filters/within_km"]);
  assert.deepEqual(pointers(await match({ filters: [] })), ["/filters"]);
  assert.deepEqual(pointers(await match({ facts: [] })), ["/facts"]);
  assert.deepEqual(pointers(await matchOne(women, { facts: { age: "old" }, lang: "fr", q: "x" })), ["/facts/age", "/lang", "/q"]);
  assert.deepEqual(pointers(await profile({ note: 1 })), ["/note"]);
  assert.deepEqual(pointers(await profile({})), ["/note"]);
  assert.deepEqual(pointers(await profile({ note: "x", lang: "fr", facts: {} })), ["/facts", "/lang"]);
  assert.deepEqual(pointers(await profile({ resourceType: 5 })), [""]);
  assert.deepEqual((await profile({ resourceType: "Spaceship" })).json().not_understood, ["Spaceship: not read"]);
  for (const body of ["", "{", "[]", "null", '{"facts":{"age":1,"age":2}}', '{"note":"\\ud800"}', '{"note":"\\u0000"}']) assert.equal((await match(body)).status, 400, body);
  assert.equal((await match("facts=x")).status, 400);
  assert.equal((await send("/v1/match", "/v1/match", "q=x", "application/x-www-form-urlencoded")).status, 415);
  const inAddress = await send("/v1/match", "/v1/match?age=62", "{}");
  assert.equal(inAddress.status, 400);
});

// Milliseconds of processor that the server has used: what else the machine does is not in it (a tick has 10 ms).
const serverWork = () => {
  const fields = readFileSync(`/proc/${process.env.API_PID}/stat`, "latin1").replace(/^.*\) /, "").split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
};

test("what costs too much is refused, and without much work", async () => {
  const first = serverWork();
  for (let i = 0; i < 20; i++) await match({ facts: woman, limit: 50 });
  // The measure is an ordinary question on the same server: machines and builds with sanitizers differ by ten times and more. The dearest
  // note below takes 30 of it; what grew with the square of its length would take thousands.
  const ordinary = Math.max(5, (serverWork() - first) / 20);
  const timed = async (send, body, status) => {
    const start = serverWork(), r = await send(body), work = serverWork() - start;
    assert.equal(r.status, status);
    assert.ok(work < 100 * ordinary, `${status} after ${work} ms of work where an ordinary question takes ${ordinary}`);
    return r;
  };
  assert.deepEqual(pointers(await timed(match, { note: "x".repeat(20001) }, 400)), ["/note"]);
  const many = await timed(match, { facts: Object.fromEntries(Array.from({ length: 5000 }, (_, i) => ["x" + i, i])) }, 400);
  assert.equal(many.json().errors.length, 100);
  assert.ok(many.text.length < 40000);
  assert.deepEqual(pointers(await timed(match, { facts: { comorbidity: Array.from({ length: 5000 }, (_, i) => "病気" + i) } }, 400)), ["/facts/comorbidity"]);
  await timed(match, '{"facts":' + "[".repeat(500000) + "]".repeat(500000) + "}", 400);
  await timed(match, '{"facts":{"diagnosis":' + "[".repeat(1500) + "]".repeat(1500) + "}}", 400);
  await timed(match, { note: "あ".repeat(690000) }, 400);
  await timed(match, { facts: { diagnosis: Array.from({ length: 200 }, (_, i) => "膵癌".repeat(30) + i), comorbidity: Array.from({ length: 200 }, (_, i) => "高血圧" + i) } }, 200);
  await timed(profile, { resourceType: "Bundle", entry: Array(20000).fill({ resource: { resourceType: "Condition", code: { text: "胃癌" } } }) }, 400);
  for (const text of ["65歳の男性、膵癌ステージIV、PS1、糖尿病。", "A 65-year-old man with stage IV pancreatic cancer, ECOG 1, diabetes on metformin. ", "((((((((((", "1234567890", "、、、、。。"]) {
    const note = text.repeat(Math.floor(19900 / Buffer.byteLength(text)));
    await timed(match, { note, limit: 1 }, 200);
    await timed(profile, { note }, 200);
  }
});

test("pages follow each other without gap or double", async () => {
  const whole = await ours(woman), seen = [];
  for (let cursor = null, n = 0; n < 10; n++) {
    const page = await ours(woman, { limit: 1, cursor });
    seen.push(...page.hits.map((h) => h.id));
    assert.equal(page.total, whole.total);
    cursor = page.next;
    if (!cursor) break;
  }
  assert.deepEqual(seen, whole.hits.map((h) => h.id));
  assert.deepEqual(pointers(await match({ cursor: "m1000001" })), ["/cursor"]);
  assert.deepEqual(pointers(await match({ cursor: "m1x" })), ["/cursor"]);
  assert.deepEqual((await match({ cursor: "m9000" })).json().hits, []);
});

test("words and filters leave what a search with them leaves", async () => {
  for (const [q, filters, query] of [["肺がん", { status: ["recruiting"] }, "q=%E8%82%BA%E3%81%8C%E3%82%93&status=recruiting"], [undefined, { prefecture: ["13"], sex: ["all"] }, "prefecture=13&sex=all"], ["cancer", { near: "大阪", within_km: 30 }, "q=cancer&near=%E5%A4%A7%E9%98%AA&within_km=30"]]) {
    const a = (await match({ q, filters, limit: 3 })).json(), b = await (await fetch(api + "/v1/trials?" + query)).json();
    assert.equal(a.total, b.total, query);
    assert.equal(a.verdicts.likely + a.verdicts.possible + a.verdicts.unlikely, a.total);
    if (filters.near) assert.ok(a.hits.every((h) => h.sites.nearest.distance_km <= 30));
  }
});

test("no trial is left out, the unlikely ones stand last", async () => {
  const order = { likely: 0, possible: 1, unlikely: 2 };
  const a = (await match({ facts: woman, limit: 50 })).json();
  assert.equal(a.total, (await (await fetch(api + "/v1/trials?limit=1")).json()).total);
  assert.deepEqual(a.hits.map((h) => order[h.verdict]), a.hits.map((h) => order[h.verdict]).sort());
  assert.deepEqual(new Set(a.hits.slice(0, 3).map((h) => h.id)), new Set([women, organs, english]));
});

test("a note says facts, with the words they come from; facts given beside it win", async () => {
  const note = "I am a 62-year-old woman with pancreatic cancer, ECOG 1. HbA1c 6.5%.";
  const p = (await profile({ note, lang: "en" })).json();
  assert.equal(p.facts.age.value, 62);
  assert.equal(p.facts.sex, "female");
  assert.equal(p.facts.ecog_ps, 1);
  for (const e of p.evidence) assert.equal(Buffer.from(note).subarray(...e.span).toString(), e.text);
  assert.ok(p.evidence.some((e) => e.attr === "age"));
  assert.deepEqual((await profile({ note })).json(), p);
  assert.equal((await ours(undefined, { note })).facts_used.age.value, 62);
  assert.equal((await ours({ age: 80 }, { note })).facts_used.age.value, 80);
  assert.equal(verdicts(await ours({ age: 80 }, { note }))[women], "unlikely");
});

test("a Japanese note too", async () => {
  const note = "62歳の女性です。膵臓がんと言われました。HbA1cは6.5%です。";
  const p = (await profile({ note, lang: "ja" })).json();
  for (const e of p.evidence) assert.equal(Buffer.from(note).subarray(...e.span).toString(), e.text);
  assert.equal(p.facts.age.value, 62);
  assert.equal(p.facts.sex, "female");
  assert.equal(p.facts.hba1c.value, 6.5);
  assert.deepEqual((await profile({ note })).json(), p);
  assert.equal(verdicts(await ours(undefined, { note }))[men], "unlikely");
});

test("clauses of a note that said nothing are told with their place", async () => {
  const note = "６２歳の女性です。左の背中が重いです。高血圧はありません。";
  const p = (await profile({ note })).json();
  assert.deepEqual(p.not_understood.includes("左の背中が重いです"), true);
  assert.equal(p.not_understood.length, p.not_understood_spans.length);
  p.not_understood_spans.forEach((s, i) => assert.equal(Buffer.from(note).subarray(...s).toString(), p.not_understood[i]));
  assert.deepEqual((await profile({ note: "I am a 62-year-old woman." })).json().not_understood, []);
});

test("a FHIR Bundle says facts, which match as they are", async () => {
  const coded = (system, code) => ({ coding: [{ system, code }] });
  const born = `${new Date().getUTCFullYear() - 62}-01-01`;
  const bundle = { resourceType: "Bundle", type: "collection", entry: [
    { resource: { resourceType: "Patient", id: "p", gender: "female", birthDate: born } },
    { resource: { resourceType: "Condition", id: "c", code: { text: "膵癌" }, clinicalStatus: coded("http://terminology.hl7.org/CodeSystem/condition-clinical", "active") } },
    { resource: { resourceType: "Observation", id: "o", status: "final", code: coded("http://loinc.org", "4548-4"), valueQuantity: { value: 6.5, unit: "%" } } },
    { resource: { resourceType: "Observation", id: "x", status: "final", code: coded("http://loinc.org", "99999-9"), valueQuantity: { value: 1, unit: "%" } } }] };
  const p = (await profile(bundle)).json();
  assert.equal(p.facts.age.value, 62);
  assert.equal(p.facts.sex, "female");
  assert.equal(p.facts.hba1c.value, 6.5);
  assert.ok(p.evidence.some((e) => e.attr === "hba1c" && e.text === "Observation/o"));
  assert.ok(p.not_understood.some((t) => t.startsWith("Observation/x")));
  assert.equal(verdicts(await ours(p.facts))[men], "unlikely");
  assert.equal((await match({ facts: p.facts, limit: 1 })).status, 200);
});

test("attributes are listed with their questions in three languages", async () => {
  const r = await fetch(api + "/v1/vocabulary/attributes"), text = await r.text();
  mustFit("/v1/vocabulary/{list}", "get", r.status, r.headers.get("content-type"), text);
  const values = JSON.parse(text).values;
  assert.ok(values.length > 80);
  for (const v of values) assert.ok(v.site || (v.text.ja && v.text.easy && v.text.en), v.attr);
  assert.equal(values.find((v) => v.attr === "hba1c").unit, "%");
  assert.deepEqual(values.find((v) => v.attr === "sex").choices.map((c) => c.value), ["male", "female"]);
});

test("a record says how its criteria were read, when asked", async () => {
  const get = async (address, headers = {}) => {
    const r = await fetch(api + address, { headers, redirect: "manual" }), text = await r.text();
    if (r.status !== 304) mustFit("/v1/trials/{id}", "get", r.status, r.headers.get("content-type") ?? "", text);
    return { status: r.status, tag: r.headers.get("etag"), json: () => JSON.parse(text) };
  };
  const plain = await get("/v1/trials/" + women), read = await get(`/v1/trials/${women}?criteria=true`);
  assert.equal(plain.json().criteria_read, undefined);
  const { machine_read, lang, understood_share, criteria } = read.json().criteria_read;
  assert.deepEqual([machine_read, lang, understood_share], [true, "ja", 1]);
  assert.equal(criteria.length, 6);
  for (const c of criteria) assert.equal(Buffer.from(registered[women].eligibility[c.kind].ja).subarray(...c.span).toString(), c.text);
  assert.deepEqual(criteria[3].expr, { attr: "hba1c", op: "<", value: 8, unit: "%", span: criteria[3].expr.span });
  assert.equal((await get(`/v1/trials/${english}?criteria=1`)).json().criteria_read.lang, "en");
  assert.notEqual(plain.tag, read.tag);
  assert.equal((await get(`/v1/trials/${women}?criteria=true`, { "if-none-match": read.tag })).status, 304);
  assert.equal((await get(`/v1/trials/${women}?criteria=maybe`)).status, 400);
});
