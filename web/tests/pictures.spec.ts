// The pictures of the documents. HOLDFAST_WRITE_DOCS=1 writes them anew.
import { fileURLToPath } from "node:url";
import { statSync } from "node:fs";
import type { Page } from "@playwright/test";
import { expect, open, test } from "./served";

const LARGEST = 200 * 1024;
const FOLDER = process.env.HOLDFAST_WRITE_DOCS === "1" ? "../../docs/images" : "../../artifacts/results/images";

async function picture(page: Page, name: string): Promise<void> {
  const path = fileURLToPath(new URL(`${FOLDER}/${name}.png`, import.meta.url));
  await page.screenshot({ path, animations: "disabled" });
  expect(statSync(path).size).toBeLessThan(LARGEST);
}

test("Pictures of overview, resources and a plan", async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 860 });
  await expect(page.locator("[data-losses]")).toBeVisible();
  await picture(page, "overview");
  await open(page, "Resources");
  await page.getByRole("button", { name: "Details" }).first().click();
  await expect(page.getByRole("list", { name: /newest health polls of counter/ })).toBeVisible();
  await picture(page, "resources");
  await open(page, "Groups");
  await page.getByRole("button", { name: "Move counter" }).click();
  await expect(page.locator("[data-plan]")).toBeVisible();
  await picture(page, "plan");
});
