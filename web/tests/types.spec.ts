// Resource types come, are replaced and go: by files chosen in the browser, read by a real node.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import type { ClusterStatus, Resource, ResourceType } from "../src/api/types";
import { expectAccessibleInBoth } from "./accessible";
import { api, expect, open, row, test } from "./served";

const FAULTS = join(process.env.HOLDFAST_ROOT!, "artifacts/bin/Holdfast.FaultResources/release/Holdfast.FaultResources.dll");
const COUNTER = join(process.env.HOLDFAST_DIST!, "samples/Sample.Counter");
test.use({ sharedBy: "those that change types" });

const filesOf = (folder: string, but: RegExp) =>
  readdirSync(folder).filter((name) => !but.test(name)).map((name) => join(folder, name));

const choose = (page: Page, files: string | string[]) => page.getByRole("dialog").locator("input[type=file]").setInputFiles(files);
const planned = (page: Page) => page.getByRole("dialog").getByRole("region", { name: "What would happen" });
const close = (page: Page) => page.getByRole("dialog").getByRole("button", { name: "Close" }).last().click();

test("A DLL is chosen, what is in it is shown, then it is registered; unused, it is unregistered", async ({ page }) => {
  await open(page, "Resource types");
  await page.getByRole("button", { name: "Register types…" }).click();
  const dialog = page.getByRole("dialog", { name: "Register resource types" });
  await expect(dialog.getByRole("button", { name: "Register" })).toBeDisabled();
  await choose(page, FAULTS);
  const found = dialog.getByRole("grid", { name: "Types in the package" }).locator("tr[data-row]");
  await expect(found.first()).toBeVisible();
  const name = (await found.first().getAttribute("data-row"))!;
  await expect(dialog.locator("[data-found]")).toContainText("Holdfast.FaultResources.dll");
  await expect(dialog.locator("[data-found]")).toContainText("Nothing is registered yet");
  const before = await api<ClusterStatus>(page, "cluster/status");
  expect(before.types.some((each) => each.name === name)).toBe(false);
  await expect(planned(page)).toContainText(`Type ${name} was registered`);
  await expectAccessibleInBoth(page, "what was found in a package, and the plan");

  await dialog.getByRole("button", { name: "Register" }).click();

  await expect(dialog.locator('[data-outcome="done"]')).toContainText("is registered; 3 of 3 nodes hold the package");
  await close(page);
  const shown = row(page, "Resource types", name);
  await expect(shown.locator("[data-type-dll]")).toHaveText("Holdfast.FaultResources.dll");
  const { packageHash } = await api<ResourceType>(page, `types/${name}`);
  await expect(shown.locator('[data-label="Package"]')).toHaveText(packageHash.slice(0, 12));

  await page.getByRole("button", { name: `Unregister ${name}`, exact: true }).press("Enter");
  const removal = page.getByRole("dialog", { name: `Unregister resource type ${name}` });
  await expect(removal).toContainText("was unregistered");
  await removal.getByRole("button", { name: "Unregister" }).click();
  await expect(removal.locator('[data-outcome="done"]')).toBeVisible();
  await close(page);
  await expect(shown).toHaveCount(0);
});

test("A type in use is not unregistered, and the reason is said", async ({ page, cluster }) => {
  await open(page, "Resource types");
  await page.getByRole("button", { name: `Unregister ${cluster.served.type}` }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("It would be refused");
  await expect(dialog).toContainText("is used by counter. Delete these resources first.");
  await expect(dialog.getByRole("button", { name: "Unregister" })).toBeDisabled();
  await page.keyboard.press("Escape");
  await expect(row(page, "Resource types", cluster.served.type)).toBeVisible();
});

test("A type is upgraded by several files, and its resource is not interrupted", async ({ page, cluster }) => {
  await open(page, "Resource types");
  const { type } = cluster.served;
  const before = await api<ResourceType>(page, `types/${type}`);
  await page.getByRole("button", { name: `Upgrade ${type}`, exact: true }).click();
  const dialog = page.getByRole("dialog", { name: `Upgrade resource type ${type}` });
  await choose(page, FAULTS);
  await expect(dialog.getByText(`The package has no type ${type}`).first()).toBeVisible();
  await expect(dialog.getByText("It would be refused")).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Upgrade" })).toBeDisabled();
  await choose(page, filesOf(COUNTER, /\.pdb$/));
  await expect(dialog.getByText("Monitors follow one by one")).toBeVisible();
  await expect(planned(page)).toContainText(`Type ${type} was upgraded`);
  const watched = await monitorOf(page);
  await dialog.getByRole("button", { name: "Upgrade" }).click();
  await expect(dialog.locator('[data-outcome="done"]')).toContainText(`${type} ${before.version} is registered`);
  await expect(dialog.locator('[data-outcome="done"]')).toContainText("3 of 3 nodes hold the package; 1 of 1 monitors run it");
  expect(await monitorOf(page)).not.toBe(watched);
  await close(page);
  const after = await api<ResourceType>(page, `types/${type}`);
  expect(after.packageHash).not.toBe(before.packageHash);
  await expect(row(page, "Resource types", type).locator('[data-label="Package"]')).toHaveText(after.packageHash.slice(0, 12));
  const { groups } = await api<ClusterStatus>(page, "cluster/status");
  expect(groups[0]!.resources.find((each) => each.type === type)!.state).toBe("Online");
});

test("What is no package is refused before anything is confirmed", async ({ page }) => {
  await open(page, "Resource types");
  await page.getByRole("button", { name: "Register types…" }).click();
  await page.getByRole("dialog").locator("input[type=file]").setInputFiles({
    name: "broken.nupkg", mimeType: "application/zip", buffer: Buffer.from("this is no zip"),
  });
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText("It cannot be used")).toBeVisible();
  await expect(dialog).toContainText("neither a DLL nor a readable zip");
  await expect(dialog.getByRole("button", { name: "Register" })).toBeDisabled();
});

const monitorOf = async (page: Page) => (await api<Resource>(page, "resources/counter")).monitor.pid;
