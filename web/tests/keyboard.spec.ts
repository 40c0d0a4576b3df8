// Whole actions by keyboard alone, from the page's start: Tab, Enter, arrows, Escape.
import type { Page } from "@playwright/test";
import type { Group } from "../src/api/types";
import { api, expect, row, test } from "./served";

const MOST_TABS = 60;

/** The name of what has the focus, as it is told to those who hear the page. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    return element?.getAttribute("aria-label") ?? element?.textContent ?? "";
  });

/** Presses Tab until something of that name has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let tabs = 0; tabs < MOST_TABS; tabs++) {
    if ((await focused(page)).trim() === name) {
      return;
    }

    await page.keyboard.press("Tab");
  }

  throw new Error(`${MOST_TABS} tabs did not lead to "${name}", but to "${await focused(page)}"`);
}

test("A group is found, opened and moved; then the focus is where it was", async ({ page, cluster }) => {
  const { group } = cluster.served;
  await expect(page.locator("[data-losses]")).toBeVisible();
  await page.keyboard.press("Tab");
  expect(await focused(page)).toBe("Skip to content");
  await tabTo(page, "Groups");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Groups" })).toBeVisible();

  await tabTo(page, "Details");
  await page.keyboard.press("Enter");
  await expect(page.locator(`[data-explanation="${group}"]`)).toContainText(`Why ${group} is on`);
  await page.keyboard.press("Enter");
  await expect(page.locator(`[data-explanation="${group}"]`)).toHaveCount(0);

  const { owner } = await api<Group>(page, `groups/${group}`);
  await tabTo(page, `Move ${group}`);
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await expect(dialog.locator("[data-plan]")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  expect(await focused(page)).toBe(`Move ${group}`);

  await page.keyboard.press("Enter");
  await expect(dialog.locator("[data-plan]")).toBeVisible();
  await tabTo(page, "Move to");
  await page.keyboard.press("ArrowDown");
  const target = await dialog.getByLabel("Move to").inputValue();
  expect(target).not.toBe(owner);
  await expect(dialog.getByRole("list", { name: "Groups afterwards" })).toContainText(`→ ${target}`);
  await tabTo(page, "Move");
  await page.keyboard.press("Enter");
  await expect(dialog.locator('[data-outcome="done"]')).toContainText(`Online on ${target}`);
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  expect(await focused(page)).toBe(`Move ${group}`);
  await expect(row(page, "Groups", group).locator("[data-owner]")).toHaveText(target);
});
