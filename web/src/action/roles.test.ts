import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Method } from "../api/client";
import { neededFor, OPERATES, SEEN_BY_ADMINISTRATORS, whyNot } from "./roles";

const TABLE = join(import.meta.dirname, "../../../tests/Holdfast.Service.Tests/Api/endpoints-roles.txt");
const ENDPOINTS = [...readFileSync(TABLE, "utf8").matchAll(/^(\w+) +(\w+) +\/api\/v1\/(\S+)$/gm)].map(
  ([, role, method, path]) => [role!, method as Method, path!] as const,
);

test("what an Operator may do is what the service's own table says", () => {
  expect(ENDPOINTS.length).toBeGreaterThan(80);
  const operates = ENDPOINTS.filter(([role]) => role === "Operator").map(([, method, path]) => `${method} ${path}`);
  expect([...OPERATES].sort()).toEqual(operates.sort());
});

test("every change that the service has needs here what it needs there", () => {
  const changes = ENDPOINTS.filter(([role, method]) => method !== "GET" && role !== "Viewer");
  const asked = changes.map(([, method, path]) => [neededFor(method, path.replace("{name}", "a%20b").replace("{control}", "c")), method, path]);
  expect(asked).toEqual(changes);
});

test("what only an Administrator reads is what the service's own table says", () => {
  const reads = ENDPOINTS.filter(([role, method]) => method === "GET" && role === "Administrator").map(([, , path]) => path);
  expect([...SEEN_BY_ADMINISTRATORS].sort()).toEqual(reads.sort());
});

test("who may not is told which role it needs", () => {
  expect(whyNot("Viewer", "Operator")).toBe("This needs the role Operator; you are signed in as Viewer.");
  expect([whyNot("Operator", "Operator"), whyNot("Administrator", "Operator"), whyNot(undefined, "Operator")]).toEqual([null, null, null]);
});
