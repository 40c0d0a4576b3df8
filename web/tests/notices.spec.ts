// What is said while something is under way, when it is done, and to those who are not signed in.
import type { Browser, Page } from "@playwright/test";
import { expectAccessible, expectAccessibleInBoth } from "./accessible";
import { expect, open, row, test } from "./served";

test.setTimeout(180_000);

test("Dialogs under way and done keep nobody out", async ({ page, cluster }) => {
  const { group } = cluster.served;
  await open(page, "Groups");
  // The coordinator never takes up a move that was not asked for.
  const body = JSON.stringify({ id: "none", group, target: null });
  await page.route("**/move", (route) => route.fulfill({ status: 202, contentType: "application/json", body }));
  await page.getByRole("button", { name: `Move ${group}` }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Move", exact: true }).click();
  await expect(dialog.locator('[data-outcome="running"]')).toContainText("The coordinator has not taken it up yet");
  await expectAccessibleInBoth(page, "a dialog of what is under way");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: `Lock ${group}` }).click();
  await dialog.getByRole("button", { name: "Lock", exact: true }).click();
  await expect(dialog.locator('[data-outcome="done"]')).toBeVisible();
  await expectAccessibleInBoth(page, "a dialog of what is done");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: `Unlock ${group}` }).click();
  await dialog.getByRole("button", { name: "Unlock", exact: true }).click();
  await expect(dialog.locator('[data-outcome="done"]')).toBeVisible();
});

/** Goes somewhere as somebody who never was there. */
async function stranger(browser: Browser, url: string, see: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(url);
  await see(page);
  await context.close();
}

test("An address that was used, and a browser that is not signed in, are told what to do", async ({ page, cluster, browser }) => {
  const used = await cluster.link(cluster.served.nodes[0]!);
  await page.goto(used);
  await expect(page.locator("[data-role]")).toBeVisible();
  await stranger(browser, used, async (told) => {
    await expect(told.getByText("This address was used or is too old.")).toBeVisible();
    await expectAccessible(told, "an address that was used");
  });
  await stranger(browser, new URL("/groups", used).href, async (told) => {
    await expect(told.getByText("To open the page, run holdfast page on this machine")).toBeVisible();
    await expectAccessible(told, "somebody who is not signed in");
  });
});

test("A session that is over is told, with what was known still there", async ({ page, context, cluster }) => {
  await page.route("**/page-links/elsewhere", (route) => route.fulfill({ contentType: "application/json", body: "[]" }));
  await page.reload();
  await open(page, "Groups");
  await context.clearCookies();
  // Noticed with the next reading, though the stream goes on.
  await expect(page.getByText("This session is over")).toBeVisible({ timeout: 40_000 });
  await expect(page.getByText("Run “holdfast page” and open the address that it prints.")).toBeVisible();
  await expect(row(page, "Groups", cluster.served.group)).toBeVisible();
  await expectAccessibleInBoth(page, "a session that is over");
});
