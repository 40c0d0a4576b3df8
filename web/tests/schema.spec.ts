// The types that the page is compiled with are those of the service's OpenAPI document.
import { readFileSync, writeFileSync } from "node:fs";
import openapiTS, { astToString } from "openapi-typescript";
import { expect, test } from "./served";

const FILE = new URL("../src/api/schema.ts", import.meta.url);
const HEAD = "// Generated from the service's OpenAPI document; HOLDFAST_WRITE_DOCS=1 make test-web writes it anew.\n\n";

test("schema.ts is what the service's OpenAPI document says", async ({ page }) => {
  const document = await page.evaluate(async () => (await fetch("/openapi/v1.json")).text());
  const generated = HEAD + astToString(await openapiTS(document));
  if (process.env.HOLDFAST_WRITE_DOCS === "1") {
    writeFileSync(FILE, generated);
  }

  expect(readFileSync(FILE, "utf8") === generated, "schema.ts is old: HOLDFAST_WRITE_DOCS=1 make test-web").toBe(true);
});
