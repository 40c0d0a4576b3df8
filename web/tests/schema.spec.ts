// The types that the page is compiled with are made from the document that a real node gives.
import { readFileSync } from "node:fs";
import { expect, test } from "./served";

const FILE = new URL("../openapi.json", import.meta.url);

test("openapi.json is what a node says of its API", async ({ page }) => {
  const document = (await page.evaluate(async () => (await fetch("/openapi/v1.json")).json())) as { servers?: unknown };
  delete document.servers;
  expect(document).toEqual(JSON.parse(readFileSync(FILE, "utf8")));
});
