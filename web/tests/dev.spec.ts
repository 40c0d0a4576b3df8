// `npm run dev`, typed as web.md says: the page from its sources, with the API of a real node behind it.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { expect, test } from "./served";

/** The document's line, with the address and the token's file of a node that there is. */
async function line(origin: string, token: string): Promise<string> {
  const typed = readFileSync("../docs/web.md", "utf8").match(/^HOLDFAST_URL=.*npm run dev$/m);
  expect(typed, "the line in docs/web.md").not.toBeNull();
  return typed![0].replace("http://127.0.0.1:7400", origin).replace("/var/lib/holdfast/n1/api-token", token);
}

test("the page is served from its sources, and asks a real node", async ({ cluster, request }) => {
  const node = cluster.served.nodes[0]!;
  const origin = new URL(await cluster.link(node)).origin;
  const dev = spawn("bash", ["-c", await line(origin, await cluster.token(node))], {
    detached: true,
    env: { ...process.env, NO_COLOR: "1" },
  });
  dev.stderr.pipe(process.stderr);
  try {
    const served = await local(createInterface({ input: dev.stdout }));
    expect(await (await request.get(served)).text()).toContain("/src/main.tsx");
    const me = await request.get(new URL("api/v1/me", served).href);
    expect(await me.json()).toMatchObject({ role: "Administrator" });
  } finally {
    process.kill(-dev.pid!);
  }
});

/** The address that it says, once it serves. */
async function local(lines: AsyncIterable<string>): Promise<string> {
  for await (const said of lines) {
    const address = said.match(/Local:\s+(http:\S+)/);
    if (address) {
      return address[1]!;
    }
  }

  throw new Error("npm run dev ended before it served");
}
