// openapi.json as the judge of answers.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

export const contract = JSON.parse(readFileSync("api/openapi.json", "utf8"));
export const ajv = new Ajv2020.default({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema(contract, "contract");
export const pointer = (...parts) => "contract#/" + parts.map((p) => String(p).replaceAll("~", "~0").replaceAll("/", "~1")).map(encodeURIComponent).join("/");

export function resolve(node) {
  return node.$ref ? node.$ref.slice(2).split("/").reduce((o, k) => o[k], contract) : node;
}

/** The answer must be one that the contract names, and its body must fit. */
export function mustFit(path, method, status, type, body) {
  const operation = contract.paths[path][method];
  const response = operation.responses[status];
  assert.ok(response, `${method} ${path}: ${status} is not in the contract`);
  const content = resolve(response).content;
  if (!content) return;
  const media = type.split(";")[0];
  assert.ok(content[media], `${method} ${path} ${status}: ${media} is not in the contract`);
  if (!media.includes("json")) return;
  const where = response.$ref
    ? pointer(...response.$ref.slice(2).split("/"), "content", media, "schema")
    : pointer("paths", path, method, "responses", status, "content", media, "schema");
  const validate = ajv.getSchema(where);
  assert.ok(validate(JSON.parse(body)), `${method} ${path} ${status}: ${JSON.stringify(validate.errors?.slice(0, 4))}`);
}

/** A refusal outside the routes (framing): problem+json whose status is its own. */
export function mustFitProblem(status, body) {
  const validate = ajv.getSchema(pointer("components", "schemas", "Problem"));
  const problem = JSON.parse(body);
  assert.ok(validate(problem), JSON.stringify(validate.errors?.slice(0, 4)));
  assert.equal(problem.status, status);
}
