// Each thing that can be imagined is asked of the nodes, and taken back; nothing of it happens.
import type { Page } from "@playwright/test";
import type { ClusterStatus } from "../src/api/types";
import { KINDS } from "../src/simulate/faults";
import { api, expect, offered, open, test } from "./served";

const afterwards = (page: Page) => page.getByRole("list", { name: "Groups afterwards" });
const steps = (page: Page) => page.getByRole("list", { name: "Steps" });

async function imagine(page: Page, kind: keyof typeof KINDS, name: string): Promise<void> {
  await page.getByLabel("What happens").selectOption(kind);
  await page.getByRole("combobox", { name: "Which" }).click();
  await page.getByRole("combobox", { name: "Which" }).fill(name);
  await page.getByRole("option", { name, exact: true }).click();
  await page.getByRole("button", { name: "Imagine it" }).click();
  await expect(page.getByRole("list", { name: "Imagined" })).toContainText(`${KINDS[kind].text}: ${name}`);
}

async function remove(page: Page): Promise<void> {
  const buttons = page.getByRole("button", { name: /^Remove: / });
  for (let left = await buttons.count(); left > 0; left--) {
    await buttons.first().click();
    await expect(buttons).toHaveCount(left - 1);
  }

  await expect(page.getByRole("list", { name: "Imagined" })).toHaveCount(0);
  await expect(page.locator("[data-plan]")).toHaveCount(0);
}

test("All nine kinds are imagined, alone and together, and taken back", async ({ page, cluster }) => {
  await open(page, "What if");
  const { group } = cluster.served;
  const before = await api<ClusterStatus>(page, "cluster/status");
  const owner = before.groups[0]!.owner!;
  const [free, other] = cluster.served.nodes.filter((each) => each !== owner) as [string, string];
  for (const kind of ["nodeDown", "drain"] as const) {
    await imagine(page, kind, owner);
    await expect(afterwards(page)).toContainText(new RegExp(`${group}: ${owner} → (${free}|${other})`));
    await remove(page);
  }

  await imagine(page, "pause", owner);
  await expect(page.locator("[data-plan]")).toContainText("Nothing would change.");
  await remove(page);

  // A node that is lost and comes back, one that is paused and resumed: together they are asked as one.
  await imagine(page, "nodeDown", free);
  await imagine(page, "nodeUp", free);
  await imagine(page, "pause", other);
  await imagine(page, "resume", other);
  await expect(page.locator("[data-plan]")).toBeVisible();
  await remove(page);

  await page.getByLabel("What happens").selectOption("move");
  await page.getByLabel("To", { exact: true }).selectOption(other);
  await page.getByRole("button", { name: "Imagine it" }).click();
  await expect(page.getByRole("list", { name: "Imagined" })).toContainText(`a group is moved: ${group} to ${other}`);
  await expect(afterwards(page)).toContainText(`${group}: ${owner} → ${other}`);
  await remove(page);

  await imagine(page, "offline", group);
  await expect(steps(page)).toContainText(/counter.*offline/i);
  await imagine(page, "online", group);
  await expect(page.locator("[data-plan]")).toBeVisible();
  await remove(page);

  await imagine(page, "fail", "counter");
  await expect(afterwards(page)).toContainText(new RegExp(`${group}: ${owner} → (${free}|${other})`));
  await remove(page);
  expect(Object.keys(KINDS)).toHaveLength(9);
  const after = await api<ClusterStatus>(page, "cluster/status");
  expect([after.groups[0]!.owner, after.groups[0]!.generation]).toEqual([owner, before.groups[0]!.generation]);
});

test("A name is found by keyboard: arrows, Enter, Escape", async ({ page }) => {
  await open(page, "What if");
  const names = (await api<ClusterStatus>(page, "cluster/status")).nodes.map((each) => each.name);
  const options = offered(page);
  const which = page.getByRole("combobox", { name: "Which" });
  await which.focus();
  await page.keyboard.press("ArrowDown");
  await expect(options).toHaveText(names);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(which).toHaveValue(names[1]!);
  await expect(options).toHaveCount(0);
  await which.fill("no such name");
  await expect(options).toHaveText(["No name has this in it"]);
  await page.keyboard.press("Escape");
  await expect(which).toHaveValue(names[1]!);
});
