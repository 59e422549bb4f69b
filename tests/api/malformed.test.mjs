// Requests that no client sends (malformed/*.txt): each is refused, exactly one answer comes, and none executes a second request.
import { test } from "node:test";
import assert from "node:assert/strict";
import net from "node:net";
import { readdirSync, readFileSync } from "node:fs";
import { mustFitProblem } from "./contract.mjs";

const address = new URL(process.env.API);
const folder = new URL("malformed/", import.meta.url);
const second = "GET /livez HTTP/1.1\r\nHost: x\r\n\r\n";

/** Sends bytes (one every `pause` ms when given); what comes back until the connection closes, or 5 s are over. */
function raw(bytes, pause = 0) {
  return new Promise((done) => {
    const socket = net.connect(Number(address.port), address.hostname);
    const began = Date.now();
    let got = "", closed = true, sent = 0, drip;
    const timer = setTimeout(() => { closed = false; socket.destroy(); }, 5000);
    socket.on("data", (d) => (got += d.toString("latin1")));
    socket.on("error", () => {});
    socket.on("close", () => { clearTimeout(timer); clearInterval(drip); done({ got, closed, ms: Date.now() - began }); });
    if (!pause) return socket.write(Buffer.from(bytes, "latin1"));
    drip = setInterval(() => { if (sent < bytes.length && !socket.destroyed) socket.write(bytes[sent++]); }, pause);
  });
}
const livez = async () => Number((await (await fetch(process.env.API + "/metrics")).text()).match(/route="\/livez",status="2xx"\} (\d+)/)?.[1] ?? 0);

/** The bytes that a file means: see malformed/README.md. */
function bytesOf(text) {
  const named = { r: "\r", n: "\n", t: "\t", "\\": "\\" };
  const body = text.split("\n").filter((line) => !line.startsWith("# ")).join("");
  return body.replace(/\{(\d+)\*([^}]*)\}/g, (_, n, what) => what.repeat(Number(n))).replace(/\\(?:x([0-9a-f]{2})|(.))/g, (_, hex, c) => (hex ? String.fromCharCode(parseInt(hex, 16)) : named[c] ?? assert.fail("\\" + c)));
}

const files = readdirSync(folder).filter((name) => name.endsWith(".txt")).sort();
test("there are malformed requests to send", () => assert.ok(files.length >= 24, `${files.length} files`));

for (const file of files) {
  const text = readFileSync(new URL(file, folder), "utf8");
  const [, what, expected] = text.match(/^# (.*)\n# expected: (.*)\n/);
  test(`${file}: ${what}: ${expected}`, async () => {
    const before = await livez();
    const { got, closed } = await raw(bytesOf(text));
    const answers = (got.match(/HTTP\/1\.[01] \d{3}/g) ?? []).map((line) => line.slice(-3));
    const bodies = (got.match(/<html>|"request_id"/g) ?? []).length;
    if (expected === "closed") assert.deepEqual(answers, []);
    else {
      const status = expected.slice(0, 3);
      assert.deepEqual(answers, expected.endsWith("head twice") ? [status, status] : [status], got.slice(0, 400));
      assert.equal(bodies, 1, got.slice(0, 800));
      if (got.includes("problem+json")) mustFitProblem(Number(status), got.slice(got.indexOf("\r\n\r\n") + 4));
    }
    if (bytesOf(text).endsWith(second) || expected === "closed") assert.ok(closed, "the connection stays open");
    assert.equal(await livez(), before, "the hidden request was executed");
  });
}

test("two good requests on one connection are both answered", async () => {
  const before = await livez();
  const { got } = await raw(second + second.replace("x\r\n", "x\r\nConnection: close\r\n"));
  assert.equal(got.match(/HTTP\/1\.1 200/g).length, 2);
  assert.equal(await livez(), before + 2);
});

test("a good request may come byte by byte, with large headers, behind others", async () => {
  const headers = Array.from({ length: 60 }, (_, i) => `X-H${i}: ${"v".repeat(200)}\r\n`).join("");
  const { got } = await raw(second.repeat(3) + `GET /livez HTTP/1.1\r\nHost: [::1]:8080\r\n${headers}X-Empty:\r\nX-Wide: \t a \t\r\nConnection: close\r\n\r\n`);
  assert.equal(got.match(/HTTP\/1\.1 200/g).length, 4);
  const slow = await raw(second.replace("x\r\n", "x\r\nConnection: close\r\n"), 5);
  assert.match(slow.got, /^HTTP\/1\.1 200/);
});

// The deadline is SHIRUBE_HEADER_SECONDS = SHIRUBE_BODY_SECONDS = 2 here (1 cuts off two hundred clients at once on a busy machine); how long it took is no verdict, that it ended is.
test("a slow header is cut off at its deadline, however steadily it drips", async () => {
  const { got, closed, ms } = await raw("GET /livez HTTP/1.1\r\nHost: x\r\nX-A: " + "a".repeat(1000), 50);
  assert.ok(closed && ms > 1900, `${closed} ${ms} ms`);
  assert.equal(got, "");
});

test("a slow body is cut off at its deadline", async () => {
  const { got, closed, ms } = await raw("POST /v1/trials/search HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n" + " ".repeat(2000), 5);
  assert.ok(closed && ms > 1900, `${closed} ${ms} ms`);
  assert.doesNotMatch(got, / 200 /);
});
