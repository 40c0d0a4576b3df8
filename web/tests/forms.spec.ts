// What is made and changed by forms: errors at their fields, the plan first, then the change.
import type { Page } from "@playwright/test";
import type { ClusterSettings, ClusterStatus, Group, Resource } from "../src/api/types";
import { expectAccessibleInBoth } from "./accessible";
import { api, expect, open, row, test } from "./served";

test.use({ sharedBy: "those that change settings" });

const wrongAt = (page: Page, path: string) => page.locator(`[data-wrong="${path}"]`);
const plan = (page: Page) => page.getByRole("region", { name: "What would happen" });
const see = (page: Page) => page.getByRole("button", { name: "See what would happen" }).click();

async function confirm(page: Page, verb: string): Promise<void> {
  await expect(plan(page)).toBeVisible();
  await page.getByRole("dialog").getByRole("button", { name: verb, exact: true }).click();
  await expect(page.getByRole("dialog").locator('[data-outcome="done"]')).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
}

test("A resource's properties are changed by the form of its schema; every error stands at its field", async ({ page, cluster }) => {
  await open(page, "Resources");
  const name = cluster.served.group;
  const before = await api<Resource>(page, `resources/${name}`);
  await page.getByRole("button", { name: `Change ${name}` }).click();
  const dialog = page.getByRole("dialog", { name: `Change resource ${name}` });
  const port = dialog.getByLabel("Port", { exact: true });
  await expect(port).toHaveValue(String((before.properties as { Port: number }).Port));
  await expect(dialog).toContainText("From 1 to 65535. Default 7501. Takes effect with the next online.");
  await expect(dialog).toContainText("Takes effect at once.");
  await port.fill("99999");
  await dialog.getByLabel("ProbeTimeout").fill("soon");
  await dialog.getByLabel("Folder").fill("");
  await see(page);
  for (const property of ["Port", "ProbeTimeout", "Folder"]) {
    await expect(wrongAt(page, `properties.${property}`)).toHaveCount(1);
  }

  await expectAccessibleInBoth(page, "a form with errors");
  await port.fill(String((before.properties as { Port: number }).Port));
  await dialog.getByLabel("Folder").fill((before.properties as { Folder: string }).Folder);
  await dialog.getByLabel("ProbeTimeout").fill("3s");
  await see(page);
  await expect(plan(page)).toBeVisible();
  expect((await api<Resource>(page, `resources/${name}`)).revision).toBe(before.revision);
  await confirm(page, "Change it");
  const after = await api<Resource>(page, `resources/${name}`);
  expect(after.properties).toEqual({ ...(before.properties as object), ProbeTimeout: "3s" });
});

test("A group and a resource are made, brought online, and deleted", async ({ page }) => {
  await open(page, "Groups");
  await page.getByRole("button", { name: "Make a group…" }).click();
  const dialog = page.getByRole("dialog");
  await see(page);
  await expect(wrongAt(page, "name")).toHaveCount(1);
  await dialog.getByRole("textbox", { name: "Name", exact: true }).fill("made");
  await see(page);
  await confirm(page, "Make it");
  await expect(row(page, "Groups", "made")).toBeVisible();

  await open(page, "Resources");
  await page.getByRole("button", { name: "Make a resource…" }).click();
  await dialog.getByRole("textbox", { name: "Name", exact: true }).fill("sleeper");
  await dialog.getByLabel("Group", { exact: true }).selectOption("made");
  await dialog.getByLabel("Type", { exact: true }).selectOption("GenericApplication");
  await dialog.getByLabel("ProbeTcpPort").fill("99999");
  await see(page);
  await expect(wrongAt(page, "properties.ProbeTcpPort")).toHaveCount(1);
  await dialog.getByLabel("ProbeTcpPort").fill("");
  await dialog.getByLabel("FileName").fill("/bin/sleep");
  await dialog.getByLabel("Arguments").fill("100000");
  await see(page);
  await expectAccessibleInBoth(page, "a form with its plan");
  await confirm(page, "Make it");
  await act(page, "Groups", "Online made", "Bring online");
  await act(page, "Groups", "Offline made", "Bring offline");
  await act(page, "Resources", "Delete sleeper", "Delete");
  await expect(row(page, "Resources", "sleeper")).toHaveCount(0);
  await act(page, "Groups", "Delete made", "Delete");
  await expect(row(page, "Groups", "made")).toHaveCount(0);
});

async function act(page: Page, where: string, button: string, verb: string): Promise<void> {
  await open(page, where);
  await page.getByRole("button", { name: button, exact: true }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.locator("[data-plan]")).toBeVisible();
  await dialog.getByRole("button", { name: verb, exact: true }).click();
  await expect(dialog.locator('[data-outcome="done"]')).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
}

test("A group's settings are changed, its errors stand at their fields", async ({ page, cluster }) => {
  await open(page, "Groups");
  const name = cluster.served.group;
  const before = await api<Group>(page, `groups/${name}`);
  await page.getByRole("button", { name: `Change ${name}`, exact: true }).click();
  const dialog = page.getByRole("dialog", { name: `Change group ${name}` });
  await dialog.getByLabel("Priority").fill("9999");
  await dialog.getByLabel("Preferred owners").fill("n1\nnobody");
  await dialog.getByLabel("Needs of a node").fill("mem=much");
  await see(page);
  for (const field of ["priority", "needs"]) {
    await expect(wrongAt(page, field).first()).toBeVisible();
  }

  await expectAccessibleInBoth(page, "the form of a group");
  await dialog.getByLabel("Priority").fill("3000");
  await dialog.getByLabel("Needs of a node").fill("mem=1\ncpu=2");
  await see(page);
  await expect(wrongAt(page, "preferredOwners").first()).toBeVisible();
  await dialog.getByLabel("Preferred owners").fill(before.preferredOwners.join("\n"));
  await dialog.getByLabel("Anti-affinity").fill("web");
  await expect(dialog.getByLabel("Without the database")).toHaveValue("GoOn");
  await dialog.getByLabel("Without the database").selectOption("Stop");
  await see(page);
  await confirm(page, "Change it");
  const after = await api<Group>(page, `groups/${name}`);
  expect([after.priority, after.needs, after.antiAffinity]).toEqual([3000, { mem: 1, cpu: 2 }, ["web"]]);
  expect(after.preferredOwners).toEqual(before.preferredOwners);
  expect(after.onDatabaseLoss).toBe("Stop");
});

test("A resource's policy and what it needs are changed", async ({ page, cluster }) => {
  await open(page, "Resources");
  const name = cluster.served.group;
  const before = await api<Resource>(page, `resources/${name}`);
  await page.getByRole("button", { name: `Policy of ${name}` }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByLabel("Pending time-out")).toHaveValue("default");
  await dialog.getByLabel("Restart threshold").fill("5");
  await dialog.getByLabel("Restart delay").fill("soon");
  await see(page);
  await expect(wrongAt(page, "policy.restartDelay")).toHaveCount(1);
  await dialog.getByLabel("Restart delay").fill("1s");
  await dialog.getByLabel("Pending time-out").fill("2min");
  await see(page);
  await confirm(page, "Change it");
  const { policy } = await api<Resource>(page, `resources/${name}`);
  expect([policy.restartThreshold, policy.restartDelay, policy.pendingTimeout]).toEqual([5, "1s", "2min"]);
  expect(policy.restartAction).toBe(before.policy.restartAction);

  const helper = await api<Resource>(page, "resources/helper");
  await page.getByRole("button", { name: "Needs of helper" }).click();
  await expect(dialog.getByLabel("Needs", { exact: true })).toHaveValue(helper.dependsOn.map((any) => any.join(" or ")).join("\n"));
  await dialog.getByLabel("Needs", { exact: true }).fill("nothing-there");
  await see(page);
  await expect(wrongAt(page, "dependsOn").first()).toBeVisible();
  await page.keyboard.press("Escape");
});

test("The cluster's settings are changed by keyboard alone, and errors stand at their fields", async ({ page }) => {
  await open(page, "Settings");
  await page.getByRole("button", { name: "Change settings…" }).press("Enter");
  const dialog = page.getByRole("dialog", { name: "Change the settings of the cluster" });
  await dialog.getByLabel("Events kept").fill("7");
  await dialog.getByLabel("Quarantine period").fill("a while");
  await dialog.getByRole("button", { name: "See what would happen" }).press("Enter");
  await expect(wrongAt(page, "eventsKept")).toHaveCount(1);
  await expect(wrongAt(page, "quarantinePeriod")).toHaveCount(1);
  await expectAccessibleInBoth(page, "the settings with errors");
  await dialog.getByLabel("Events kept").fill("2000");
  await dialog.getByLabel("Quarantine period").fill("2h");
  await dialog.getByRole("button", { name: "See what would happen" }).press("Enter");
  await confirm(page, "Change them");
  const settings = await api<ClusterSettings>(page, "cluster");
  expect([settings.eventsKept, settings.quarantinePeriod]).toEqual([2000, "2h"]);
  await expect(row(page, "Settings", "Events kept").locator('[data-label="Value"]')).toHaveText("2000");
});

test("What somebody else changed meanwhile is not overwritten", async ({ page, cluster, context }) => {
  await open(page, "Resources");
  const name = cluster.served.group;
  await page.getByRole("button", { name: `Change ${name}` }).click();
  const other = await context.newPage();
  await other.goto(new URL("/resources", page.url()).href);
  for (const [where, words] of [[other, "first"], [page, "second"]] as const) {
    if (where === other) {
      await where.getByRole("button", { name: `Change ${name}` }).click();
    }

    await where.getByRole("dialog").getByLabel("Description").fill(words);
    await see(where);
    if (where === other) {
      await confirm(where, "Change it");
    }
  }

  await expect(page.getByRole("dialog").getByText("It would be refused")).toBeVisible();
  const { groups } = await api<ClusterStatus>(page, "cluster/status");
  expect(groups[0]!.resources.find((each) => each.name === name)!.description).toBe("first");
});
