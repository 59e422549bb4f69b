// Requests that no client sends: each is refused, exactly one answer comes, and none executes a second request.
import { test } from "node:test";
import assert from "node:assert/strict";
import net from "node:net";

const address = new URL(process.env.API);
const H = "Host: x\r\n", second = "GET /livez HTTP/1.1\r\nHost: x\r\n\r\n";

/** Sends bytes, gives everything that comes back until the connection closes (or 6 s). */
function raw(bytes, pause = 0) {
  return new Promise((done) => {
    const socket = net.connect(Number(address.port), address.hostname);
    let got = "";
    const began = Date.now();
    const timer = setTimeout(() => socket.destroy(), 6000);
    socket.on("data", (d) => (got += d.toString("latin1")));
    socket.on("error", () => {});
    socket.on("close", () => { clearTimeout(timer); done({ got, ms: Date.now() - began }); });
    if (!pause) return socket.write(Buffer.from(bytes, "latin1"));
    let i = 0;
    const drip = setInterval(() => (i < bytes.length && !socket.destroyed ? socket.write(bytes[i++]) : clearInterval(drip)), pause);
    socket.on("close", () => clearInterval(drip));
  });
}
const livez = async () => Number((await (await fetch(process.env.API + "/metrics")).text()).match(/route="\/livez",status="2xx"\} (\d+)/)?.[1] ?? 0);

const malformed = {
  "Content-Length and Transfer-Encoding": `POST /v1/trials/search HTTP/1.1\r\n${H}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${second}`,
  "two Content-Lengths": `POST /v1/trials/search HTTP/1.1\r\n${H}Content-Length: 2\r\nContent-Length: ${second.length + 2}\r\n\r\n{}${second}`,
  "two equal Content-Lengths": `POST /v1/trials/search HTTP/1.1\r\n${H}Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}${second}`,
  "a Content-Length with a sign": `POST /v1/trials/search HTTP/1.1\r\n${H}Content-Length: +2\r\n\r\n{}${second}`,
  "a negative Content-Length": `POST /v1/trials/search HTTP/1.1\r\n${H}Content-Length: -1\r\n\r\n${second}`,
  "a Content-Length list": `POST /v1/trials/search HTTP/1.1\r\n${H}Content-Length: 2, 2\r\n\r\n{}${second}`,
  "a hexadecimal Content-Length": `POST /v1/trials/search HTTP/1.1\r\n${H}Content-Length: 0x2\r\n\r\n{}${second}`,
  "an endless Content-Length": `POST /v1/trials/search HTTP/1.1\r\n${H}Content-Length: 99999999999999999999\r\n\r\n${second}`,
  "chunked": `POST /v1/trials/search HTTP/1.1\r\n${H}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n${second}`,
  "Transfer-Encoding before a space": `POST /v1/trials/search HTTP/1.1\r\n${H}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n${second}`,
  "an unknown Transfer-Encoding": `POST /v1/trials/search HTTP/1.1\r\n${H}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${second}`,
  "a body on GET": `GET /v1/vocabulary HTTP/1.1\r\n${H}Content-Length: ${second.length}\r\n\r\n${second}`,
  "two Hosts": `GET /v1/vocabulary HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n${second}`,
  "no Host": `GET /v1/vocabulary HTTP/1.1\r\n\r\n${second}`,
  "a control character in a header": `GET /v1/vocabulary HTTP/1.1\r\n${H}X-A: a\x01b\r\n\r\n${second}`,
  "a header name with a space": `GET /v1/vocabulary HTTP/1.1\r\n${H}X A: b\r\n\r\n${second}`,
  "a header without a colon": `GET /v1/vocabulary HTTP/1.1\r\n${H}nonsense\r\n\r\n${second}`,
  "TRACE": `TRACE /v1/vocabulary HTTP/1.1\r\n${H}\r\n${second}`,
  "CONNECT": `CONNECT example.test:443 HTTP/1.1\r\n${H}\r\n${second}`,
  "an unknown method": `BREW /v1/vocabulary HTTP/1.1\r\n${H}\r\n${second}`,
  "a lower-case method": `get /v1/vocabulary HTTP/1.1\r\n${H}\r\n${second}`,
  "absolute-form": `GET http://x/v1/vocabulary HTTP/1.1\r\n${H}\r\n${second}`,
  "%00 in the path": `GET /v1/trials/%00 HTTP/1.1\r\n${H}Connection: close\r\n\r\n`,
  "a broken escape": `GET /v1/trials/%4 HTTP/1.1\r\n${H}Connection: close\r\n\r\n`,
  "a line break in an escape": `GET /v1/trials/a%0d%0ab HTTP/1.1\r\n${H}Connection: close\r\n\r\n`,
  "a fragment": `GET /v1/vocabulary#x HTTP/1.1\r\n${H}\r\n${second}`,
  "a byte over 127 in the request line": `GET /v1/trials?q=\xe8\x82\xba HTTP/1.1\r\n${H}\r\n${second}`,
  "a too long address": `GET /v1/trials?q=${"a".repeat(9000)} HTTP/1.1\r\n${H}\r\n${second}`,
  "too many headers": `GET /v1/vocabulary HTTP/1.1\r\n${H}${Array.from({ length: 2000 }, (_, i) => `X-${i}: ${"y".repeat(20)}\r\n`).join("")}\r\n${second}`,
  "HTTP/2's preface": "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
  "an unknown version": `GET /v1/vocabulary HTTP/3.7\r\n${H}\r\n${second}`,
  "no version": `GET /v1/vocabulary\r\n\r\n`,
  "garbage": "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
};

for (const [what, bytes] of Object.entries(malformed))
  test(`${what} is refused and nothing behind it is executed`, async () => {
    const before = await livez();
    const { got } = await raw(bytes);
    const answers = got.match(/HTTP\/1\.[01] \d{3}/g) ?? [];
    // libmicrohttpd writes the head of a refusal of its own twice: then both are the same, and no body of a second one follows.
    assert.ok(answers.length <= 1 || (answers.length === 2 && answers[0] === answers[1] && got.match(/<html>/g)?.length === 1), got.slice(0, 300));
    for (const answer of answers) assert.match(answer, / [45]\d\d/, got.slice(0, 200));
    assert.equal(await livez(), before);
  });

test("a folded header is no way to smuggle", async () => {
  const before = await livez();
  const { got } = await raw(`GET /v1/vocabulary HTTP/1.1\r\n${H}X-A: a\r\n Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n${second}`);
  assert.equal((got.match(/HTTP\/1\.[01] \d{3}/g) ?? []).length, 1);
  assert.equal(await livez(), before);
});

// libmicrohttpd cuts a value at NUL before the server can see it (the proxy in front refuses it): what stands behind it counts for nothing.
test("NUL in a header hides nothing", async () => {
  const before = await livez();
  const { got } = await raw(`GET /v1/vocabulary HTTP/1.1\r\n${H}X-A: a\0\r\nContent-Length: ${second.length}\r\n\r\n${second}`);
  assert.match(got, /^HTTP\/1.1 400/);
  assert.equal(await livez(), before);
});

test("two good requests on one connection are both answered", async () => {
  const before = await livez();
  const { got } = await raw(second + "GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  assert.equal(got.match(/HTTP\/1\.1 200/g).length, 2);
  assert.equal(await livez(), before + 2);
});

test("a slow header is cut off at its deadline, however steadily it drips", async () => {
  const { ms } = await raw("GET /livez HTTP/1.1\r\nHost: x\r\nX-A: " + "a".repeat(100), 100);
  assert.ok(ms > 1500 && ms < 4500, `${ms} ms`);
});

test("a slow body is cut off at its deadline", async () => {
  const { ms } = await raw(`POST /v1/trials/search HTTP/1.1\r\n${H}Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n` + " ".repeat(100), 20);
  assert.ok(ms > 1500 && ms < 6000, `${ms} ms`);
});
