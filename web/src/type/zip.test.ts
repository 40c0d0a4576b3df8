import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { crc32, packageOf, zipOf } from "./zip";

const bytes = (text: string) => new TextEncoder().encode(text);

test("the checksum is that of the standard's own example", () => expect(crc32(bytes("123456789"))).toBe(0xcbf43926));

test("another program reads the zip, names beyond ASCII included", async () => {
  const folder = mkdtempSync(join(tmpdir(), "hf-zip-"));
  try {
    const path = join(folder, "a.zip");
    const zip = zipOf([{ name: "a.dll", bytes: bytes("first") }, { name: "ü.json", bytes: bytes("") }]);
    writeFileSync(path, new Uint8Array(await zip.arrayBuffer()));
    const read = "import sys,zipfile; z=zipfile.ZipFile(sys.argv[1]); print(z.testzip(), *[n + '=' + z.read(n).decode() for n in z.namelist()])";
    const told = execFileSync("python3", ["-c", read, path], { encoding: "utf8", env: { ...process.env, PYTHONIOENCODING: "utf-8" } });
    expect(told.trim()).toBe("None a.dll=first ü.json=");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a package is sent as it is, a DLL in a zip", async () => {
  const nupkg = new File(["x"], "Acme.1.0.0.nupkg");
  expect(await packageOf([nupkg])).toBe(nupkg);
  expect((await packageOf([new File(["x"], "Acme.dll")])).type).toBe("application/zip");
});
