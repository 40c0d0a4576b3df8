// What is agreed on about the page's source.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const WEB = join(import.meta.dirname, "../..");
const LONGEST = 200;
const MOST_PACKAGES = 10;
const SHARED = ["action", "api", "app", "view"];

const read = (path: string) => readFileSync(join(WEB, path), "utf8");
const sources = ["src", "tests"].flatMap((folder) =>
  readdirSync(join(WEB, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => /\.(tsx?|css)$/.test(path) && path !== "api/schema.ts")
    .map((path) => join(folder, path)),
);

test("files are short", () => {
  expect(sources.length).toBeGreaterThan(40);
  const long = sources.filter((path) => read(path).split("\n").length > LONGEST + 1);
  expect(long).toEqual([]);
});

test("few packages, each in exactly one version, and no address of where they come from", () => {
  const packages = JSON.parse(read("package.json")) as Record<"dependencies" | "devDependencies", Record<string, string>>;
  expect(Object.keys(packages.dependencies).length).toBeLessThanOrEqual(MOST_PACKAGES);
  const versions = Object.values({ ...packages.dependencies, ...packages.devDependencies });
  expect(versions.filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  expect(read("package-lock.json")).not.toMatch(/"resolved"/);
  expect(read(".npmrc")).not.toMatch(/registry\s*=\s*http/);
});

test("a folder is a noun of the command line, or what all of them share", () => {
  const folders = readdirSync(join(WEB, "src"), { withFileTypes: true }).filter((each) => each.isDirectory());
  const nouns = [...read("../docs/cli.md").matchAll(/^## holdfast ([a-z]+)/gm)].map((found) => found[1]);
  expect(nouns).toContain("cluster");
  expect(folders.map((each) => each.name).filter((name) => !SHARED.includes(name) && !nouns.includes(name))).toEqual([]);
});
