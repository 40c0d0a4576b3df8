// What else an operator does: clear, pause, needs, moves to wherever is best, controls; and what is counted.
import type { Page } from "@playwright/test";
import type { ClusterStatus, Group, Node, Resource } from "../src/api/types";
import { api, expect, open, row, test } from "./served";

async function confirm(page: Page, button: string, verb: string, outcome: string | RegExp): Promise<void> {
  await page.getByRole("button", { name: button, exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: verb, exact: true }).click();
  await expect(dialog.locator('[data-outcome="done"]')).toContainText(outcome);
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
}

test("Restarts are counted, and forgotten when resource or group are cleared", async ({ page, cluster }) => {
  const { group } = cluster.served;
  const restarts = async () => (await api<Resource>(page, `resources/${group}`)).restarts;
  await open(page, "Resources");
  await confirm(page, `Fail ${group}`, "Fail it now", "is Online");
  expect(await restarts()).toBe(1);
  await confirm(page, `Clear ${group}`, "Clear", `Failures of ${group} are forgotten; it is Online`);
  expect(await restarts()).toBe(0);
  await confirm(page, `Fail ${group}`, "Fail it now", "is Online");
  await open(page, "Groups");
  await confirm(page, `Clear ${group}`, "Clear", `Failovers of ${group} are forgotten, and its resources are cleared`);
  expect(await restarts()).toBe(0);
});

test("A node is paused without drain: it keeps what it owns, and takes it back", async ({ page, cluster }) => {
  const { owner } = await api<Group>(page, `groups/${cluster.served.group}`);
  await open(page, "Nodes");
  await confirm(page, `Pause ${owner}`, "Pause", `Node ${owner} is Paused and owns ${cluster.served.group}`);
  expect((await api<Group>(page, `groups/${cluster.served.group}`)).owner).toBe(owner);
  await expect(row(page, "Nodes", owner!).locator('[data-label="Wanted"]')).toHaveText("Paused");
  await confirm(page, `Resume ${owner}`, "Resume", `Node ${owner} is Up`);
});

test("A group moves to the best other node, and comes back with the node that it was drained from", async ({ page, cluster }) => {
  test.setTimeout(150_000);
  const { group } = cluster.served;
  const owner = async () => (await api<Group>(page, `groups/${group}`)).owner!;
  const first = await owner();
  await open(page, "Groups");
  await confirm(page, `Move ${group}`, "Move", "Online on n");
  const second = await owner();
  expect(second).not.toBe(first);
  await open(page, "Nodes");
  await confirm(page, `Drain ${second}`, "Drain", "owns nothing");
  await page.getByRole("button", { name: `Resume ${second}` }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("What was drained from it").selectOption("back");
  await expect(dialog.getByRole("list", { name: "Groups afterwards" })).toContainText(`→ ${second}`);
  await dialog.getByRole("button", { name: "Resume", exact: true }).click();
  await expect(dialog.locator('[data-outcome="done"]')).toContainText(`owns ${group}`);
  expect(await owner()).toBe(second);
});

test("What a resource needs is changed and changed back", async ({ page, cluster }) => {
  await open(page, "Resources");
  const needs = async () => (await api<Resource>(page, "resources/helper")).dependsOn;
  for (const text of ["", cluster.served.group]) {
    await page.getByRole("button", { name: "Needs of helper" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Needs", { exact: true }).fill(text);
    await dialog.getByRole("button", { name: "See what would happen" }).click();
    await dialog.getByRole("button", { name: "Change it" }).click();
    await expect(dialog.locator('[data-outcome="done"]')).toContainText("What helper needs is changed");
    await page.keyboard.press("Escape");
    await expect(dialog).toHaveCount(0);
    expect(await needs()).toEqual(text === "" ? [] : [[text]]);
  }
});

test("A node's attributes and offers are changed, and a control of a resource answers", async ({ page, cluster }) => {
  const node = cluster.served.nodes[2]!;
  await open(page, "Nodes");
  await page.getByRole("button", { name: `Change ${node}`, exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Attributes").fill("rack=a");
  await dialog.getByLabel("Offers").fill("cpu=many");
  await dialog.getByRole("button", { name: "See what would happen" }).click();
  await expect(page.locator('[data-wrong="offers"]')).toHaveCount(1);
  await dialog.getByLabel("Offers").fill("cpu=16");
  await dialog.getByRole("button", { name: "See what would happen" }).click();
  await dialog.getByRole("button", { name: "Change it" }).click();
  await expect(dialog.locator('[data-outcome="done"]')).toBeVisible();
  await page.keyboard.press("Escape");
  const changed = await api<Node>(page, `nodes/${node}`);
  expect([changed.attributes, changed.offers]).toEqual([{ rack: "a" }, { cpu: 16 }]);

  await open(page, "Resources");
  await page.getByRole("button", { name: `Control ${cluster.served.group}` }).click();
  await dialog.getByLabel("Input").fill("{");
  await expect(page.locator('[data-wrong="input"]')).toHaveCount(1);
  await dialog.getByLabel("Input").fill("");
  await dialog.getByRole("button", { name: "See what would happen" }).click();
  await expect(dialog).toContainText("control count is called of counter");
  await dialog.getByRole("button", { name: "Call it" }).click();
  await expect(dialog.locator('[data-outcome="done"]')).toContainText(/count answered .*\d/);
});

test("A resource made in an online group is followed until it is online; states are counted", async ({ page, cluster }) => {
  const { group } = cluster.served;
  await open(page, "Resources");
  await page.getByRole("button", { name: "Make a resource…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Name", exact: true }).fill("late");
  await dialog.getByLabel("Group", { exact: true }).selectOption(group);
  await dialog.getByLabel("Type", { exact: true }).selectOption("GenericApplication");
  await dialog.getByLabel("FileName").fill("/bin/sleep");
  await dialog.getByLabel("Arguments").fill("100000");
  await dialog.getByRole("button", { name: "See what would happen" }).click();
  await dialog.getByRole("button", { name: "Make it" }).click();
  await expect(dialog.locator('[data-outcome="done"]')).toContainText("Resource late is Online");
  expect((await api<Resource>(page, "resources/late")).state).toBe("Online");
  await page.keyboard.press("Escape");

  await confirm(page, "Offline late", "Bring offline", "Resource late is Offline");
  await open(page, "Overview");
  const groups = page.locator(".pf-v6-c-card").filter({ has: page.getByRole("link", { name: "Groups", exact: true }) });
  await expect(groups.locator("p")).toHaveText("1 PartialOnline");
  await open(page, "Groups");
  const { since } = (await api<ClusterStatus>(page, "cluster/status")).groups[0]!;
  await expect(row(page, "Groups", group).locator("time")).toHaveAttribute("datetime", since!);
  await open(page, "Resources");
  await confirm(page, "Delete late", "Delete", "Resource late is deleted");
  await open(page, "Overview");
  await expect(groups.locator("p")).toHaveText("1 Online");
});

test("A parallel group is made of an ordinary one, and one of its instances is moved", async ({ page, cluster }) => {
  test.setTimeout(150_000);
  await open(page, "Groups");
  await page.getByRole("button", { name: "Make a group…" }).click();
  const dialog = page.getByRole("dialog");
  const carryOut = async (verb: string) => {
    await dialog.getByRole("button", { name: "See what would happen" }).click();
    await dialog.getByRole("button", { name: verb, exact: true }).click();
    await expect(dialog.locator('[data-outcome="done"]')).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(dialog).toHaveCount(0);
  };
  await dialog.getByRole("textbox", { name: "Name", exact: true }).fill("pair");
  await carryOut("Make it");
  await page.getByRole("button", { name: "Change pair", exact: true }).click();
  await dialog.getByLabel("Instances", { exact: true }).fill("2");
  await carryOut("Change it");
  await open(page, "Resources");
  await page.getByRole("button", { name: "Make a resource…" }).click();
  await dialog.getByRole("textbox", { name: "Name", exact: true }).fill("each");
  await dialog.getByLabel("Group", { exact: true }).selectOption("pair");
  await dialog.getByLabel("Type", { exact: true }).selectOption("GenericApplication");
  await dialog.getByLabel("FileName").fill("/bin/sleep");
  await dialog.getByLabel("Arguments").fill("100000");
  await carryOut("Make it");
  await open(page, "Groups");
  await confirm(page, "Online pair", "Bring online", "Group pair is Online");
  const { instances } = await api<Group>(page, "groups/pair");
  const free = cluster.served.nodes.find((node) => instances.every((each) => each.owner !== node))!;
  await row(page, "Groups", "pair").getByRole("button", { name: "Details" }).click();
  await page.getByRole("button", { name: "Move pair:0" }).click();
  await dialog.getByLabel("Move to").selectOption(free);
  await dialog.getByRole("button", { name: "Move", exact: true }).click();
  await expect(dialog.locator('[data-outcome="done"]')).toContainText(`Group pair:0 is Online on ${free}`);
  await page.keyboard.press("Escape");
  await confirm(page, "Offline pair", "Bring offline", "Group pair is Offline");
  await open(page, "Resources");
  await confirm(page, "Delete each", "Delete", "is deleted");
  await open(page, "Groups");
  await confirm(page, "Delete pair", "Delete", "is deleted");
});
