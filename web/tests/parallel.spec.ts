// Groups that run several times, and resources of which one of several is enough.
import type { Page } from "@playwright/test";
import type { Group, Resource } from "../src/api/types";
import { expectAccessibleInBoth } from "./accessible";
import { api, expect, open, row, send, test } from "./served";

test.use({ sharedBy: "those that add resources" });

const sleeper = (name: string, group: string, dependsOn: string[][] = []) => ({
  name, group, type: "GenericApplication", dependsOn, properties: { FileName: "/bin/sleep", Arguments: ["100000"] },
});

const details = (page: Page, table: string, key: string) =>
  row(page, table, key).getByRole("button", { name: "Details" }).press("Enter");

test("Each instance of a parallel group is shown with its processes, moved and failed by itself", async ({ page, cluster }) => {
  await send(page, "POST", "groups", { name: "web", instanceCount: "2" });
  await send(page, "POST", "resources", sleeper("sleeper", "web"));
  await send(page, "POST", "groups/web/online");
  const instances = async () => (await api<Group>(page, "groups/web")).instances;
  await expect.poll(async () => (await instances()).map((each) => each.state)).toEqual(["Online", "Online"]);
  await open(page, "Groups");
  await details(page, "Groups", "web");
  const before = await instances();
  for (const { name, owner, guard } of before) {
    const shown = row(page, "Instances of web", name);
    await expect(shown.locator('[data-label="Actual"]')).toHaveText("Online");
    await expect(shown.locator("[data-owner]")).toHaveText(owner!);
    await expect(shown.locator('[data-label="Guard"]')).toHaveText(String(guard!.pid));
    await expect(shown.locator('[data-label="Monitors"]')).toHaveText(/^sleeper:\d: Running$/);
  }

  await expectAccessibleInBoth(page, "the instances of a group");
  const target = cluster.served.nodes.find((node) => before.every((each) => each.owner !== node))!;
  await page.getByRole("button", { name: "Move web:0" }).press("Enter");
  const dialog = page.getByRole("dialog", { name: "Move group web:0" });
  await dialog.getByLabel("Move to").selectOption(target);
  await expect(dialog.getByRole("list", { name: "Groups afterwards" })).toContainText(`web:0: ${before[0]!.owner} → ${target}`);
  expect((await instances())[0]!.generation).toBe(before[0]!.generation);
  await dialog.getByRole("button", { name: "Move", exact: true }).press("Enter");
  await expect(dialog.locator('[data-outcome="done"]')).toContainText(`Online on ${target}`);
  await page.keyboard.press("Escape");
  await expect(row(page, "Instances of web", "web:0").locator("[data-owner]")).toHaveText(target);
  expect((await instances())[1]!.generation).toBe(before[1]!.generation);

  await open(page, "Resources");
  await details(page, "Resources", "sleeper");
  await page.getByRole("button", { name: "Fail sleeper:1" }).press("Enter");
  await page.getByRole("dialog").getByRole("button", { name: "Fail it now" }).press("Enter");
  await expect(page.getByRole("dialog").locator('[data-outcome="done"]')).toContainText("sleeper:1 is Online");
  await page.keyboard.press("Escape");
  const one = await api<Resource>(page, "resources/sleeper:1");
  const shown = row(page, "Instances of sleeper", "sleeper:1");
  await expect(shown.locator('[data-label="Monitor"]')).toHaveText(`Running, ${one.monitor.pid}`);
  await shown.getByRole("button", { name: "Details" }).press("Enter");
  await expect(page.getByLabel("About sleeper:1")).toContainText(/Running, process \d+ \(m\d+\), up [\d.]+ \w+, [\d.]+ MiB/);
  await expect(page.getByRole("list", { name: "The newest health polls of sleeper:1, oldest first" })).toBeVisible();
  await expectAccessibleInBoth(page, "the instances of a resource");
});

test("What is needed for certain is drawn solid, one of several dashed, and a legend says so", async ({ page, cluster }) => {
  const { group } = cluster.served;
  await send(page, "POST", "resources", sleeper("either", group, [["counter", "helper"]]));
  await open(page, "Resources");
  const graph = page.getByRole("img", { name: /^Dependencies in counter/ });
  await expect(graph).toHaveAttribute("aria-label", /either is \w+ and needs counter or helper/);
  const dashes = (lines: string) =>
    graph.locator(lines).evaluateAll((all) => all.map((each) => getComputedStyle(each).strokeDasharray !== "none"));
  expect(await dashes("path.hf-either")).toEqual([true, true]);
  expect(await dashes("path[marker-end]:not(.hf-either)")).toEqual([false]);
  const legend = page.getByRole("list", { name: "What the lines mean" });
  await expect(legend.getByRole("listitem")).toHaveText(["solid: it is needed (and)", "dashed: one of several is enough (or)"]);
  await expectAccessibleInBoth(page, "the picture of dependencies");
});
