// Every live answer against openapi.json; and what the API promises.
import { test } from "node:test";
import assert from "node:assert/strict";
import { execSync } from "node:child_process";
import { createHash } from "node:crypto";
import { get } from "node:http";
import { gunzipSync, brotliDecompressSync } from "node:zlib";
import { readFileSync } from "node:fs";
import { ajv, contract, mustFit, mustFitProblem, pointer, resolve } from "./contract.mjs";

const api = process.env.API;
async function ask(path, address, options = {}) {
  const r = await fetch(api + address, { redirect: "manual", ...options });
  const text = await r.text();
  if (options.method !== "HEAD" && options.method !== "OPTIONS")
    mustFit(path, (options.method ?? "GET").toLowerCase(), r.status, r.headers.get("content-type") ?? "", text);
  return { status: r.status, headers: r.headers, text, json: () => JSON.parse(text) };
}
const search = async (query) => (await ask("/v1/trials", "/v1/trials?" + query)).json();
const vocabulary = await (await fetch(api + "/v1/vocabulary")).json();
const first = (await search("limit=1&sort=newest")).hits[0].id;

test("every route stands in the contract, every path of the contract is a route, parameters too", () => {
  const routes = execSync(process.env.ROUTES).toString().trim().split("\n").map((l) => l.split(" ")).filter((r) => r[2] === "api");
  const here = routes.map((r) => r[0] + " " + r[1]).sort();
  const there = Object.entries(contract.paths).flatMap(([p, ms]) => Object.keys(ms).map((m) => m.toUpperCase() + " " + p)).sort();
  assert.deepEqual(here, there);
  for (const [method, path, , ...params] of routes) {
    const operation = contract.paths[path][method.toLowerCase()];
    const said = Object.fromEntries((operation.parameters ?? []).map(resolve).filter((p) => p.in === "query").map((p) => [p.name, resolve(p.schema)]));
    for (const [name, schema] of Object.entries(operation.requestBody?.content["application/json"].schema.properties ?? {})) said[name] = resolve(schema);
    assert.deepEqual(params.map((p) => p.split(":")[0]).sort(), Object.keys(said).sort(), method + " " + path);
    for (const param of params) mustHaveLimits(method, path, said, param.split(":"));
    for (const name of path.match(/(?<=\{)\w+/g) ?? []) assert.ok(operation.parameters.map(resolve).some((p) => p.in === "path" && p.name === name && p.required), path);
  }
});

/** name:type:limits of the route table against the schema of the contract. */
function mustHaveLimits(method, path, said, [name, type, limits]) {
  const schema = said[name], where = `${method} ${path} ${name}`;
  if (type === "text") assert.equal(schema.maxLength, Number(limits), where);
  if (type === "number") assert.equal(`${schema.minimum}..${schema.maximum}`, limits, where);
  if (type === "flag") assert.equal(schema.type, "boolean", where);
  if (type === "codes") {
    const values = vocabulary.lists.find((l) => l.list === limits).values.map((v) => v.value);
    assert.deepEqual([...(schema.items ?? schema).enum].sort(), values.sort(), where);
  }
}

test("every example of the contract fits its schema", () => {
  let n = 0;
  const walk = (node, path) => {
    if (!node || typeof node !== "object") return;
    if (node.schema && node.examples && !Array.isArray(node.examples))
      for (const [name, e] of Object.entries(node.examples)) {
        const validate = ajv.getSchema(pointer(...path, "schema"));
        assert.ok(validate(e.value), `${path.join("/")} ${name}: ${JSON.stringify(validate.errors?.slice(0, 3))}`);
        n++;
      }
    for (const [k, v] of Object.entries(node)) walk(v, [...path, k]);
  };
  walk(contract, []);
  assert.ok(n >= 12, `only ${n} examples`);
});

test("searches of every kind answer as the contract says", async () => {
  const queries = ["", "q=", "q=%E8%82%BA%E3%81%8C%E3%82%93", "q=%E7%B3%96%E5%B0%BF%E7%97%85&facets=status,phase,kind,study_type,prefecture,sex,registry",
    "q=breast%20cancer&lang=en", "q=%22breast+cancer%22", "q=a+OR+b", "q=-x", "q=%22", "q=(((", "status=recruiting,closed", "status=recruiting&status=closed", "phase=2,3&prefecture=13",
    "age=8", "age=70&sex=female", "child=true", "has_results=true", "nanbyo=false", "updated_since=2024-01", "condition=%E7%99%8C&drug=x", "sponsor=%E5%A4%A7%E5%AD%A6", "kind=regenerative_2",
    "study_type=observational", "registry=SMP", "synonyms=off&q=x", "near=%E5%A4%A7%E9%98%AA&sort=distance&facets=condition,drug_class", "near=35.69,139.70&within_km=50", "near=104-0045", "q=%E6%9D%B1%E4%BA%AC+%E5%8B%9F%E9%9B%86%E4%B8%AD+70%E6%AD%B3", "sort=updated&limit=3", "sort=start", "sort=newest&lang=easy", `q=${first}`, "q=zzzzqqq&prefecture=47"];
  for (const q of queries) {
    const r = await ask("/v1/trials", "/v1/trials?" + q);
    assert.equal(r.status, 200, q);
  }
  const all = await search("limit=1");
  assert.ok(all.total > 500);
  for (const word of ["%E8%82%BA%E3%81%8C%E3%82%93", "%E7%B3%96%E5%B0%BF%E7%97%85", "breast%20cancer"]) {
    const r = await search("q=" + word);
    assert.ok(r.total > 0 && r.hits.every((h) => h.tier >= 1), word);
    assert.ok(r.hits[0].snippet.some((s) => s.html.includes("<mark>")), word);
  }
  assert.equal((await search(`q=${first.toLowerCase()}`)).hits[0].id, first);
});

test("a wrong parameter is named, all of them at once", async () => {
  const bad = { "statsu=x": ["statsu"], "status=open": ["status"], "age=abc": ["age"], "age=121": ["age"], "limit=0&phase=9&foo=1": ["limit", "phase", "foo"], "q=a&q=b": ["q"],
    "sort=best": ["sort"], "updated_since=soon": ["updated_since"], "child=maybe": ["child"], "facets=everything": ["facets"], "lang=fr": ["lang"], "cursor=nonsense": ["cursor"],
    "near=Atlantis": ["near"], "near=91,0": ["near"], "near=%E5%BA%9C%E4%B8%AD%E5%B8%82": ["near"], "near=10400": ["near"], "sort=distance": ["sort"], "within_km=5": ["within_km"], "near=%E5%A4%A7%E9%98%AA&within_km=0": ["within_km"] };
  for (const [q, names] of Object.entries(bad)) {
    const r = await ask("/v1/trials", "/v1/trials?" + q);
    assert.equal(r.status, 400, q);
    assert.deepEqual(r.json().errors.map((e) => e.parameter).sort(), names.sort(), q);
    assert.ok(r.json().errors.every((e) => e.message.ja && e.message.en));
  }
  const long = await ask("/v1/trials", "/v1/trials?q=" + "a".repeat(1001));
  assert.equal(long.status, 400);
  assert.equal((await ask("/v1/trials", "/v1/trials?q=" + "a".repeat(9000))).status, 414);
  assert.equal((await fetch(api + "/v1/trials?q=%zz")).status, 400);
  assert.equal((await fetch(api + "/v1/trials?q=%ff%fe")).status, 400);
});

test("the POST twin gives the same and is not stored", async () => {
  const get = await search("q=%E8%82%BA%E3%81%8C%E3%82%93&status=recruiting");
  const post = await ask("/v1/trials/search", "/v1/trials/search", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ q: "肺がん", status: ["recruiting"] }) });
  assert.equal(post.headers.get("cache-control"), "no-store");
  assert.deepEqual(post.json().hits.map((h) => h.id), get.hits.map((h) => h.id));
  const send = (body, type = "application/json") => ask("/v1/trials/search", "/v1/trials/search", { method: "POST", headers: { "content-type": type }, body });
  assert.equal((await send("{")).status, 400);
  assert.equal((await send("[]")).status, 400);
  assert.equal((await send('{"q":{"a":1}}')).status, 400);
  assert.equal((await send('{"nosuch":1}')).status, 400);
  assert.equal((await send("q=x", "application/x-www-form-urlencoded")).status, 415);
  assert.equal((await send('{"q":"x"}', "application/json; charset=utf-8")).status, 200);
  assert.equal((await send('{"q":"x"}', "application/jsonx")).status, 415);
  assert.equal((await send("")).status, 400);
  assert.deepEqual((await send('{"status":["open"],"age":500,"nosuch":1}')).json().errors.map((e) => e.parameter).sort(), ["age", "nosuch", "status"]);
  const inAddress = await ask("/v1/trials/search", "/v1/trials/search?q=x&lang=en", { method: "POST", headers: { "content-type": "application/json" }, body: "{}" });
  assert.equal(inAddress.status, 400);
  assert.deepEqual(inAddress.json().errors.map((e) => [e.parameter, e.code]), [["q", "not_in_body"], ["lang", "not_in_body"]]);
  // (a client that still sends when the refusal comes may see its connection end: curl shows the answer)
  const status = execSync(`head -c 3000000 /dev/zero | curl -sS -o /dev/null -w '%{http_code}' -H 'Content-Type: application/json' --data-binary @- ${api}/v1/trials/search`);
  assert.equal(String(status), "413");
});

test("pages lead through every trial once, in every order", async () => {
  for (const sort of ["newest", "updated", "start", "relevance", "distance&near=450-0002"]) {
    const seen = new Set();
    let cursor = "", total = 0, pages = 0;
    do {
      const r = await ask("/v1/trials", `/v1/trials?sort=${sort}&limit=97${cursor && "&cursor=" + encodeURIComponent(cursor)}`);
      const page = r.json();
      for (const h of page.hits) {
        assert.ok(!seen.has(h.id), `${sort}: ${h.id} twice`);
        seen.add(h.id);
      }
      total = page.total;
      assert.equal(!!r.headers.get("link"), !!page.next);
      cursor = page.next;
    } while (cursor && ++pages < 50);
    assert.equal(seen.size, total, sort);
  }
});

test("a place gives the nearest site that recruits, the order and the filter by distance", async () => {
  const osaka = await search("near=%E5%A4%A7%E9%98%AA%E5%B8%82&sort=distance&limit=100");
  assert.equal(osaka.understood.near.label.ja, "大阪府大阪市");
  const recruits = osaka.hits.map((h) => h.sites.nearest?.status === "recruiting");
  const km = osaka.hits.filter((h, i) => recruits[i]).map((h) => h.sites.nearest.distance_km);
  assert.ok(km.length > 10);
  assert.deepEqual(recruits, [...recruits].sort((a, b) => b - a), "those that recruit come first");
  assert.deepEqual(km, [...km].sort((a, b) => a - b));
  assert.ok(osaka.hits.every((h, i) => recruits[i] === h.sites.recruiting > 0 || !h.sites.nearest));
  const close = await search("near=%E5%A4%A7%E9%98%AA%E5%B8%82&within_km=60&limit=100");
  assert.ok(close.total > 0 && close.total < osaka.total);
  assert.ok(close.hits.every((h) => h.sites.nearest.distance_km <= 60.1));
  assert.equal((await search("near=34.69,135.50&within_km=60&limit=1")).total, close.total);
  for (const same of ["Osaka-shi", "%E5%A4%A7%E9%98%AA%E5%BA%9C%E5%A4%A7%E9%98%AA%E5%B8%82", "%EF%BC%AF%EF%BD%93%EF%BD%81%EF%BD%8B%EF%BD%81+City,+Osaka"])
    assert.deepEqual((await search(`near=${same}&sort=distance&limit=100`)).hits.map((h) => h.id), osaka.hits.map((h) => h.id), same);
  assert.equal((await search("limit=1")).hits[0].sites.nearest, null);
  const none = await search("near=24.34,124.16&within_km=1&q=%E8%82%BA%E3%81%8C%E3%82%93");
  assert.deepEqual([none.total, none.understood.emptied_by], [0, "within_km"]);
  const several = "q=%E8%82%BA%E3%81%8C%E3%82%93&prefecture=47&phase=4&status=suspended&sex=male";
  const empty = await search(several), culprits = empty.understood.emptied_together;
  assert.deepEqual([empty.total, empty.understood.emptied_by, culprits.length > 1], [0, null, true]);
  const left = several.split("&").filter((p) => !culprits.includes(p.split("=")[0]));
  assert.ok((await search(left.join("&"))).total > 0);
});

test("a name of several places gives them all, each with a way to say it", async () => {
  const problem = (await ask("/v1/trials", "/v1/trials?near=%E5%BA%9C%E4%B8%AD%E5%B8%82")).json().errors[0];
  assert.equal(problem.code, "ambiguous_place");
  assert.deepEqual(problem.candidates.map((c) => c.near), ["東京都府中市", "広島県府中市"]);
  for (const c of problem.candidates) assert.equal((await search("limit=1&near=" + encodeURIComponent(c.near))).understood.near.prefecture, c.prefecture);
  const unknown = (await ask("/v1/trials", "/v1/trials?near=Atlantis")).json().errors[0];
  assert.equal(unknown.code, "unknown_place");
  assert.ok(unknown.message.en.includes("Atlantis") && unknown.message.ja.includes("Atlantis"));
  const page = await fetch(api + "/trials?near=%E5%BA%9C%E4%B8%AD%E5%B8%82");
  assert.equal(page.status, 400);
  assert.ok((await page.text()).includes("広島県府中市"));
});

test("places, statuses and ages in a question are used and said", async () => {
  const r = await search("q=" + encodeURIComponent("大阪 募集中 70歳") + "&limit=100");
  assert.deepEqual(r.understood.places.map((p) => [p.typed, p.label.ja, p.ambiguous]), [["大阪", "大阪府", false]]);
  assert.deepEqual(r.understood.filters.map((f) => [f.parameter, f.value, f.used]), [["status", "recruiting", true], ["age", "70", true]]);
  assert.ok(r.total > 0 && r.hits.filter((h) => h.tier === 1).every((h) => h.recruitment_status === "recruiting"));
  assert.ok(r.total >= (await search("prefecture=27&status=recruiting&age=70&limit=1")).total);
  const other = await search("q=" + encodeURIComponent("募集中") + "&status=completed&limit=100");
  assert.deepEqual(other.understood.filters.map((f) => f.used), [false]);
  assert.ok(other.hits.every((h) => h.recruitment_status === "completed"));
  assert.equal((await search("q=" + encodeURIComponent("募集中"))).total, (await search("status=recruiting")).total);
  assert.deepEqual((await search("q=" + encodeURIComponent("大阪 募集中") + "&synonyms=off")).understood.filters, []);
});

test("a phase in a question finds trials by their phase, too, and is said", async () => {
  const r = await search("q=" + encodeURIComponent("第3相") + "&limit=100");
  assert.deepEqual(r.understood.filters.map((f) => [f.parameter, f.value, f.used]), [["phase", "3", true]]);
  const field = await search("phase=3&limit=1");
  assert.ok(field.total > 0 && r.total >= field.total);
  const both = await search("q=" + encodeURIComponent("Phase II/III") + "&limit=100");
  assert.deepEqual(both.understood.filters.map((f) => f.value), ["2,3"]);
  assert.deepEqual((await search("q=" + encodeURIComponent("第3相") + "&synonyms=off")).understood.filters, []);
});

test("a symptom that no trial names leads to related trials of the diseases that have it", async () => {
  const r = await search("q=" + encodeURIComponent("手が震える"));
  assert.equal(r.total, 0);
  assert.ok(r.hits.length > 0 && r.hits.every((h) => h.tier === 2));
  const texts = r.hits.map((h) => JSON.stringify([h.title, h.conditions]));
  assert.ok(texts.some((t) => t.includes("パーキンソン")), texts.join("\n"));
  assert.deepEqual(r.understood.relaxed, ["手が震える"]);
  assert.deepEqual((await search("q=so+sad")).understood.concepts, []); // no SAD
  assert.ok((await search("q=SAD")).understood.concepts.length > 0);
});

test("groups of diseases and drugs are counted, and choosing one finds them", async () => {
  const r = await search("facets=condition,drug_class&limit=1");
  for (const f of ["condition", "drug_class"]) {
    assert.ok(r.facets[f].length > 5, f);
    assert.ok(r.facets[f].every((v, i, all) => v.count > 0 && v.count <= r.total && (i === 0 || v.count <= all[i - 1].count)));
  }
  const nerves = r.facets.condition.find((v) => v.value === "nervous-system-disease");
  const chosen = await search("condition=" + encodeURIComponent(nerves.label.ja) + "&limit=1");
  assert.equal(chosen.total, nerves.count);
  const anticancer = r.facets.drug_class.find((v) => v.value === "anticancer-drug");
  assert.equal((await search("drug=" + encodeURIComponent(anticancer.label.ja) + "&limit=1")).total, anticancer.count);
});

test("child, nanbyo and has_results leave what they say", async () => {
  const child = await search("child=true&limit=100"), all = await search("limit=1");
  assert.ok(child.total > 0 && child.total < all.total);
  assert.ok(child.hits.every((h) => !h.age.min || h.age.min.unit !== "year" || h.age.min.value < 18));
  const results = await search("has_results=true&limit=20");
  assert.ok(results.total > 0 && results.total < all.total);
  for (const h of results.hits.slice(0, 5)) assert.ok((await ask("/v1/trials/{id}", "/v1/trials/" + h.id)).json().results, h.id);
  const nanbyo = await search("nanbyo=true&limit=1");
  assert.ok(nanbyo.total > 0 && nanbyo.total < all.total);
  for (const name of ["child", "nanbyo", "has_results"]) {
    const [yes, no, both] = [await search(`${name}=true&limit=100`), await search(`${name}=false&limit=100`), await search(`${name}=&limit=1`)];
    assert.equal(yes.total + no.total, all.total, name);
    assert.equal(both.total, all.total, name);
    const ids = new Set(yes.hits.map((h) => h.id));
    assert.ok(no.hits.every((h) => !ids.has(h.id)), name);
  }
});

test("facets add up to the total where each trial has one value", async () => {
  const r = await search("facets=status,study_type,prefecture");
  const sum = (f) => r.facets[f].reduce((n, v) => n + v.count, 0);
  assert.ok(sum("status") <= r.total && sum("status") > r.total * 0.9);
  assert.equal(r.facets.prefecture.length, 47);
  const tokyo = r.facets.prefecture.find((v) => v.value === "13");
  assert.equal((await search("prefecture=13&limit=1")).total, tokyo.count);
  const open = r.facets.status.find((v) => v.value === "recruiting");
  const recruiting = await search("status=recruiting&limit=100");
  assert.equal(recruiting.total, open.count);
  assert.ok(recruiting.hits.every((h) => h.recruitment_status === "recruiting"));
});

test("records: tag, not changed, any number, unknown number", async () => {
  const r = await ask("/v1/trials/{id}", "/v1/trials/" + first);
  assert.equal(r.json().id, first);
  assert.ok(r.json().title && r.json().version >= 1 && Array.isArray(r.json().cluster));
  const tag = r.headers.get("etag");
  assert.match(tag, /^"[^"]+"$/);
  for (const value of [tag, "W/" + tag, `"other", ${tag}`, "*"]) {
    const again = await fetch(api + "/v1/trials/" + first, { headers: { "if-none-match": value } });
    assert.equal(again.status, 304, value);
    assert.equal(await again.text(), "");
  }
  assert.equal((await fetch(api + "/v1/trials/" + first, { headers: { "if-none-match": '"no"' } })).status, 200);
  assert.equal((await ask("/v1/trials/{id}", "/v1/trials/" + first.toLowerCase())).json().id, first);
  for (const unknown of ["NCT00000000", "nonsense", "%E8%82%BA", "a%20b"]) assert.equal((await ask("/v1/trials/{id}", "/v1/trials/" + unknown)).status, 404, unknown);
});

test("a number that only another registration cites leads to that one", async () => {
  for (const asked of ["NCT99999991", "nct99999991", "NCT%2099999991"]) {
    const r = await ask("/v1/trials/{id}", "/v1/trials/" + asked);
    assert.equal(r.status, 301, asked);
    assert.equal(r.headers.get("location"), "/v1/trials/SMP2039990001", asked);
  }
  assert.equal((await ask("/v1/trials/{id}", "/v1/trials/SMP2039990001")).status, 200);
  assert.equal((await fetch(api + "/v1/trials/NCT99999991")).url, api + "/v1/trials/SMP2039990001");
});

test("registrations of one trial name each other", async () => {
  const citing = (await dump("ndjson")).map((line) => JSON.parse(line)).filter((record) => record.other_ids?.some((o) => o.registry === "SMP"));
  let pairs = 0;
  for (const record of citing) {
    const r = (await ask("/v1/trials/{id}", "/v1/trials/" + record.id)).json();
    for (const other of r.cluster) {
      const back = (await ask("/v1/trials/{id}", "/v1/trials/" + other.id)).json();
      assert.ok(back.cluster.some((o) => o.id === record.id), `${record.id} ${other.id}`);
      pairs++;
    }
  }
  assert.ok(pairs > 0, `${citing.length} records cite another`);
});

test("a tag names one answer: its language, its coding, its parameters", async () => {
  const tag = async (query, headers) => (await fetch(api + "/v1/trials?" + query, { headers: { "accept-encoding": "identity", ...headers } })).headers.get("etag");
  const base = await tag("q=cancer&limit=9", {});
  assert.equal(await tag("q=cancer&limit=9", {}), base);
  const others = [await tag("q=cancer&limit=8", {}), await tag("q=cancer&limit=9", { "accept-language": "en" }), await tag("q=cancer&limit=9", { "accept-encoding": "gzip" }), await tag("q=cancer&limit=9", { "accept-encoding": "br" })];
  assert.equal(new Set([base, ...others]).size, 5);
  for (const encoding of ["identity", "gzip", "br", "zstd"]) {
    const headers = { "accept-encoding": encoding };
    const again = await fetch(api + "/v1/trials?q=cancer", { headers: { ...headers, "if-none-match": await tag("q=cancer", headers) } });
    assert.equal(again.status, 304, encoding);
    assert.match(again.headers.get("vary"), /Accept-Encoding/);
    assert.equal(again.headers.get("content-encoding"), null);
  }
  assert.equal((await fetch(api + "/v1/trials?q=cancer", { headers: { "accept-encoding": "br", "if-none-match": await tag("q=cancer", {}) } })).status, 200);
});

test("sort orders by the date it names, from page to page", async () => {
  const dates = { start: (t) => t.dates?.enrollment_start?.date, updated: (t) => t.dates?.last_published, newest: (t) => t.dates?.first_published };
  for (const [sort, date] of Object.entries(dates)) {
    const one = await search(`sort=${sort}&limit=20`), two = await search(`sort=${sort}&limit=20&cursor=${one.next}`);
    const records = await Promise.all([...one.hits, ...two.hits].map(async (h) => (await fetch(api + "/v1/trials/" + h.id)).json()));
    const seen = records.map((t) => date(t) ?? "");
    assert.equal(seen.length, 40, sort);
    assert.ok(new Set(seen).size > (sort === "start" ? 10 : 1), sort);
    for (let i = 1; i < seen.length; i++) assert.ok(seen[i - 1] >= seen[i], `${sort}: ${seen[i - 1]} before ${seen[i]}`);
  }
});

test("a number with slashes is one segment when they are escaped", async () => {
  for (const number of ["CTRI-2020-06-025998", "CTRI%2F2020%2F06%2F025998", "ctri%2f2020%2f06%2f025998"]) {
    const r = await ask("/v1/trials/{id}", "/v1/trials/" + number);
    assert.deepEqual([r.status, r.headers.get("location")], [301, "/v1/trials/SMP2039990101"], number);
    assert.equal((await fetch(api + "/trials/" + number, { redirect: "manual" })).status, 301, number);
  }
  assert.equal((await ask("/v1/trials/{id}/history", "/v1/trials/CTRI%2F2020%2F06%2F025998/history")).status, 200);
  for (const address of ["/v1/trials/CTRI/2020/06/025998", "/v1%2Ftrials", "/static/css%2F..%2F..%2Flocale", "/static/css/..%2f..%2flocale.css"])
    assert.equal((await fetch(api + address)).status, 404, address);
});

test("history, one version, difference", async () => {
  let changed;
  for (let at = "/v1/changes?limit=100"; at && !changed; ) {
    const r = await fetch(api + at);
    changed = (await r.json()).changes.find((c) => c.what === "updated");
    at = r.headers.get("link")?.match(/^<([^>]*)>; rel="next"$/)?.[1];
  }
  assert.ok(changed, "the fixture holds a second version");
  const base = "/v1/trials/" + changed.number + "/history";
  const list = (await ask("/v1/trials/{id}/history", base)).json();
  assert.equal(list.versions.length, 2);
  const one = (await ask("/v1/trials/{id}/history/{version}", base + "/1")).json();
  assert.equal(one.version, 1);
  const diff = (await ask("/v1/trials/{id}/history/{version}", base + "/1..2")).json();
  assert.deepEqual(diff.changes.map((c) => c.path), ["/enrollment/target"]);
  assert.equal(diff.changes[0].label.ja, "目標症例数");
  assert.equal(diff.changes[0].after, 4321);
  for (const bad of ["x", "1..", "0", "-1", "1...2"]) assert.equal((await ask("/v1/trials/{id}/history/{version}", base + "/" + bad)).status, 400, bad);
  assert.equal((await ask("/v1/trials/{id}/history/{version}", base + "/99")).status, 404);
  assert.equal((await ask("/v1/trials/{id}/history", "/v1/trials/NCT00000000/history")).status, 404);
});

test("vocabulary, changes, health, metrics, contract", async () => {
  const all = (await ask("/v1/vocabulary", "/v1/vocabulary")).json();
  for (const list of all.lists) assert.equal((await ask("/v1/vocabulary/{list}", "/v1/vocabulary/" + list.list)).json().values.length, list.values.length);
  assert.deepEqual(all.lists.at(-1), (await ask("/v1/vocabulary/{list}", "/v1/vocabulary/attributes")).json());
  assert.equal((await ask("/v1/vocabulary/{list}", "/v1/vocabulary/nosuch")).status, 404);
  let cursor = "", n = 0, page;
  do {
    page = (await ask("/v1/changes", `/v1/changes?limit=99${cursor && "&since=" + cursor}`)).json();
    n += page.changes.length;
    cursor = page.next;
  } while (page.changes.length);
  assert.ok(n >= 587);
  assert.equal((await ask("/v1/changes", "/v1/changes?since=yesterday")).status, 400);
  await ask("/livez", "/livez");
  assert.equal((await ask("/readyz", "/readyz")).json().status, "ready");
  assert.match((await ask("/metrics", "/metrics")).text, /shirube_requests_total\{method="GET",route="\/v1\/trials",status="2xx"\} \d+/);
  assert.deepEqual((await ask("/openapi.json", "/openapi.json")).json(), contract);
});

test("the dumps hold every record, and no formula", async () => {
  const total = (await search("limit=1")).total;
  const nd = await dump("ndjson");
  assert.equal(nd.length, total);
  const validate = ajv.getSchema(pointer("components", "schemas", "Record"));
  for (const line of nd) assert.ok(validate(JSON.parse(line)), JSON.stringify(validate.errors?.slice(0, 3)));
  const csv = await dump("csv");
  const rows = csv.map(cells);
  assert.equal(rows.length, total + 1);
  assert.ok(rows.every((row) => row.length === rows[0].length));
  assert.ok(rows.every((row) => row.every((cell) => !/^[=+@\t\r-]/.test(cell))));
  const dangerous = rows.find((row) => row[0] === "SMP2039990001");
  assert.equal(dangerous[2], '\'=HYPERLINK("http://x.example")');
  assert.equal(dangerous[4].split("; ")[0], '\'+1","x');
});

test("a dump says its SHA-256 behind its last byte", async () => {
  for (const kind of ["ndjson", "csv"]) {
    const r = await new Promise((done, failed) => get(`${api}/v1/export/trials.${kind}.gz`, done).on("error", failed));
    const hash = createHash("sha256");
    for await (const piece of r) hash.update(piece);
    assert.equal(r.headers.trailer, "Repr-Digest");
    assert.equal(r.trailers["repr-digest"], `sha-256=:${hash.digest("base64")}:`);
  }
});

/** The lines of a dump. */
async function dump(kind) {
  const r = await fetch(`${api}/v1/export/trials.${kind}.gz`);
  assert.equal(r.headers.get("content-type"), "application/gzip");
  assert.equal(r.headers.get("content-encoding"), null);
  const text = gunzipSync(Buffer.from(await r.arrayBuffer())).toString();
  return kind === "csv" ? text.split("\r\n").slice(0, -1) : text.trimEnd().split("\n");
}
const cells = (line) => (line.startsWith('"') ? [...line.matchAll(/"((?:[^"]|"")*)"(?:,|$)/g)].map((m) => m[1].replaceAll('""', '"')) : line.split(","));

test("compression as the client asks", async () => {
  const asking = (encoding) => fetch(api + "/v1/trials?limit=50", { headers: { "accept-encoding": encoding } });
  for (const [asked, given] of [["gzip", "gzip"], ["br", "br"], ["zstd", "zstd"], ["gzip;q=0.5, br;q=0", "gzip"], ["identity", null], ["", null], ["*", "br"], ["br;q=0.1, gzip;q=0.9", "gzip"], ["zstd;q=0.5,*;q=0.4", "zstd"], ["*;q=0", null], ["deflate", null], ["BR", "br"], ["br;q=banana", null]])
    assert.equal((await asking(asked)).headers.get("content-encoding"), given, asked);
  const raw = JSON.parse(execSync(`curl -fsS -H 'Accept-Encoding: br' '${api}/v1/trials?limit=50' | brotli -d`, { maxBuffer: 1 << 26 }));
  assert.equal(raw.hits.length, 50);
  const zstd = JSON.parse(execSync(`curl -fsS -H 'Accept-Encoding: zstd' '${api}/v1/trials?limit=50' | zstd -d`, { maxBuffer: 1 << 26 }));
  assert.equal(zstd.hits.length, 50);
  assert.ok(brotliDecompressSync);
});

test("every route answers HEAD and OPTIONS, and refuses what its address does not take", async () => {
  const routes = Object.entries(contract.paths).map(([path, methods]) => [path, path.replace("{id}", first).replace("{version}", "1").replace("{list}", "sex"), Object.keys(methods)]);
  for (const [path, at, methods] of routes) {
    const options = await fetch(api + at, { method: "OPTIONS" });
    assert.equal(options.status, 204, path);
    assert.equal(await options.text(), "");
    const allow = options.headers.get("allow").split(", ");
    for (const method of methods) assert.ok(allow.includes(method.toUpperCase()), `${path} ${allow}`);
    if (methods.includes("get")) {
      const get = await fetch(api + at, { headers: { "accept-encoding": "identity" } }), body = await get.arrayBuffer();
      const head = await fetch(api + at, { method: "HEAD", headers: { "accept-encoding": "identity" } });
      assert.equal(head.status, get.status, path);
      assert.equal((await head.arrayBuffer()).byteLength, 0);
      assert.equal(head.headers.get("content-type"), get.headers.get("content-type"), path);
      if (!path.includes("export") && path !== "/metrics") assert.equal(Number(head.headers.get("content-length")), body.byteLength, path);
    }
    for (const method of ["DELETE", "PUT", "PATCH", ...(allow.includes("POST") ? [] : ["POST"])]) {
      const r = await fetch(api + at, { method, headers: { "content-type": "application/json" }, body: method === "POST" ? "{}" : undefined });
      assert.equal(r.status, 405, `${method} ${path}`);
      assert.equal(r.headers.get("allow"), options.headers.get("allow"), `${method} ${path}`);
      mustFitProblem(405, await r.text());
    }
    if (methods.includes("get")) {
      const r = await ask(path, at + "?nosuch=1");
      assert.equal(r.status, 400, path);
      assert.deepEqual(r.json().errors.map((e) => [e.parameter, e.code]), [["nosuch", "unknown_parameter"]], path);
      assert.equal((await ask(path, at + "?q=" + "a".repeat(9000))).status, 414, path);
    }
  }
});

test("a parameter that is no text, or of the wrong type, is named", async () => {
  for (const broken of ["%ff", "%", "%zz", "%00", "%1b", "%e3%81"]) {
    const r = await fetch(`${api}/v1/trials?limit=5&q=${broken}`);
    assert.equal(r.status, 400, broken);
    assert.deepEqual((await r.json()).errors.map((e) => [e.parameter, e.code]), [["q", "not_text"]], broken);
  }
  for (const body of ['{"q":5}', '{"q":true}']) {
    const r = await fetch(`${api}/v1/trials/search`, { method: "POST", headers: { "content-type": "application/json" }, body });
    assert.equal(r.status, 400, body);
    assert.deepEqual((await r.json()).errors.map((e) => [e.parameter, e.code]), [["q", "wrong_type"]], body);
  }
});

test("every answer has an id of its own, and problems say it", async () => {
  const ids = await Promise.all(Array.from({ length: 50 }, () => fetch(api + "/livez").then((r) => r.headers.get("x-request-id"))));
  assert.equal(new Set(ids).size, 50);
  const r = await ask("/v1/trials", "/v1/trials?x=1");
  assert.equal(r.json().request_id, r.headers.get("x-request-id"));
  // the line is written once the answer is out: a quick client is here before it
  const logged = () => readFileSync(process.env.API_LOG, "utf8").includes(r.headers.get("x-request-id"));
  for (let i = 0; i < 100 && !logged(); i++) await new Promise((done) => setTimeout(done, 50));
  assert.ok(logged());
});

test("a record that many ask for is the same for all; id and rate are each request's own", async () => {
  const tags = new Map(), ids = [], bodies = new Set();
  const get = (coding, tag) =>
    fetch(api + "/v1/trials/" + first, { headers: { "accept-encoding": coding, ...(tag && { "if-none-match": tag }) } });
  const look = async (coding, r, status) => {
    assert.equal(r.status, status, coding);
    ids.push(r.headers.get("x-request-id"));
    assert.match(r.headers.get("x-request-id"), /^[0-9a-f]{24}$/);
    assert.match(r.headers.get("ratelimit-remaining"), /^[0-9]+$/);
    assert.match(r.headers.get("ratelimit-limit"), /^[0-9]+$/);
    assert.equal(r.headers.get("vary"), "Accept-Encoding, Accept-Language");
    assert.equal(r.headers.get("content-type"), status === 304 ? null : "application/json; charset=utf-8");
    assert.equal(r.headers.get("content-encoding"), status === 304 || coding === "identity" ? null : coding);
    assert.equal(r.headers.get("etag"), tags.get(coding) ?? r.headers.get("etag"));
    tags.set(coding, r.headers.get("etag"));
    const text = await r.text();
    if (status === 304) assert.equal(text, "");
    else bodies.add(text);
  };
  const codings = ["identity", "gzip", "br"];
  for (let round = 0; round < 4; round++) for (const coding of codings) await look(coding, await get(coding), 200);
  assert.equal(new Set(tags.values()).size, codings.length);
  await Promise.all(Array.from({ length: 120 }, async (_, i) => {
    const coding = codings[i % 3], fresh = i % 2 === 0;
    await look(coding, await get(coding, fresh ? tags.get(coding) : undefined), fresh ? 304 : 200);
  }));
  assert.equal(bodies.size, 1);
  assert.equal(new Set(ids).size, ids.length);
  const head = await fetch(api + "/v1/trials/" + first, { method: "HEAD", headers: { "accept-encoding": "identity" } });
  assert.equal(Number(head.headers.get("content-length")), Buffer.byteLength([...bodies][0]));
  // as a client that speaks HTTP/1.0 or wants to end
  const ends = await fetch(api + "/v1/trials/" + first, { headers: { connection: "close" } });
  assert.equal(await ends.text(), [...bodies][0]);
});

test("what is kept for an address answers no other one, and no other method", async () => {
  const address = api + "/v1/trials/" + first, text = async (url, options) => (await fetch(url, options)).text();
  const plain = await text(address), read = await text(address + "?criteria=true");
  assert.equal("criteria_read" in JSON.parse(plain), false);
  assert.ok("criteria_read" in JSON.parse(read));
  for (let i = 0; i < 6; i++) { // whichever thread it comes to
    assert.equal(await text(address), plain);
    assert.equal(await text(address + "?criteria=true"), read);
    assert.equal((await fetch(address, { method: "POST", body: "{}", headers: { "content-type": "application/json" } })).status, 405);
    assert.equal((await fetch(address + "?nosuch=1")).status, 400);
    assert.equal((await fetch(address + "x")).status, 404);
    assert.equal(await text(address, { method: "HEAD" }), "");
  }
});

test("the language asked for is the one that is marked", async () => {
  for (const lang of ["ja", "easy", "en"]) assert.equal((await ask("/v1/trials", "/v1/trials?q=cancer&lang=" + lang)).status, 200);
  const wins = await fetch(api + "/trials?lang=en", { headers: { "accept-language": "ja" } });
  assert.match(await wins.text(), /<html[^>]* lang="en"/);
});

test("methods and headers", async () => {
  const head = await fetch(api + "/v1/trials?limit=1", { method: "HEAD" });
  assert.equal(head.status, 200);
  assert.equal(await head.text(), "");
  assert.ok(Number(head.headers.get("content-length")) > 100 || head.headers.get("content-encoding"));
  const options = await fetch(api + "/v1/trials", { method: "OPTIONS" });
  assert.equal(options.status, 204);
  assert.match(options.headers.get("allow"), /GET/);
  for (const method of ["DELETE", "PUT", "PATCH"]) {
    const r = await fetch(api + "/v1/trials", { method });
    assert.equal(r.status, 405);
    assert.ok(r.headers.get("allow"));
  }
  assert.equal((await fetch(api + "/v1/trials/search")).status, 404); // a number, and none that is known
  assert.equal((await fetch(api + "/nowhere")).status, 404);
  const r = await fetch(api + "/livez");
  assert.equal(r.headers.get("x-content-type-options"), "nosniff");
  assert.equal(r.headers.get("access-control-allow-origin"), "*");
  assert.match(r.headers.get("x-request-id"), /^[0-9a-f]{24}$/);
  assert.equal(r.headers.get("set-cookie"), null);
});

test("pages: three languages, no foreign origin, errors in words", async () => {
  for (const lang of ["ja", "easy", "en"])
    for (const path of ["/", "/trials?q=%E8%82%BA%E3%81%8C%E3%82%93", "/trials?q=zzzzzqq", "/trials/" + first]) {
      const r = await fetch(api + path + (path.includes("?") ? "&" : "?") + "lang=" + lang);
      const html = await r.text();
      assert.equal(r.status, 200, path);
      assert.match(r.headers.get("content-security-policy"), /default-src 'none'/);
      assert.doesNotMatch(html, /<script|src="http|url\(http|\{\{/);
      assert.match(html, lang === "en" ? /lang="en"/ : /lang="ja"/);
    }
  const r = await fetch(api + "/trials/NCT00000000?lang=ja");
  assert.equal(r.status, 404);
  assert.match(await r.text(), /見つかりません/);
  assert.equal((await fetch(api + "/trials?age=abc")).status, 400);
  assert.equal((await fetch(api + "/static/css/shirube.css")).status, 200);
  for (const bad of ["/static/css/..%2f..%2ftemplates%2ftop.mustache", "/static/css/nosuch.css", "/static/css/.css"])
    assert.notEqual((await fetch(api + bad)).status, 200, bad);
});

test("two hundred clients at once are all answered", async () => {
  const answers = await Promise.all(Array.from({ length: 200 }, (_, i) => fetch(api + `/v1/trials?q=${encodeURIComponent(["肺がん", "糖尿病", "cancer"][i % 3])}&limit=5`).then((r) => r.status)));
  assert.deepEqual(new Set(answers), new Set([200]));
});
