// A zip of files as they are, uncompressed: what the API takes a package in.

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const VERSION = 20;
const UTF8_NAMES = 0x0800;
/** 1 January 1980: the same files make the same zip. */
const DATE = 0x21;

const TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) {
    value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }

  return value;
});

export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc = TABLE[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
  }

  return (crc ^ 0xffffffff) >>> 0;
}

export interface ZipEntry {
  name: string;
  bytes: Uint8Array<ArrayBuffer>;
}

export function zipOf(entries: ZipEntry[]): Blob {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const directory: Uint8Array<ArrayBuffer>[] = [];
  let offset = 0;
  for (const { name, bytes } of entries) {
    const path = new TextEncoder().encode(name);
    const shared = [VERSION, UTF8_NAMES, 0, 0, DATE];
    const sizes = [crc32(bytes), bytes.length, bytes.length];
    const local = record(LOCAL, shared, sizes, [path.length, 0], []);
    directory.push(record(CENTRAL, [VERSION, ...shared], sizes, [path.length, 0, 0, 0, 0], [0, offset]), path);
    parts.push(local, path, bytes);
    offset += local.length + path.length + bytes.length;
  }

  const size = directory.reduce((sum, each) => sum + each.length, 0);
  const count = entries.length;
  const end = record(END, [0, 0, count, count], [size, offset], [0], []);
  return new Blob([...parts, ...directory, end], { type: "application/zip" });
}

/** A signature, then numbers of two and of four bytes in turn, little-endian. */
function record(signature: number, ...fields: [number[], number[], number[], number[]]): Uint8Array<ArrayBuffer> {
  const [short, long, short2, long2] = fields;
  const bytes = new Uint8Array(4 + 2 * (short.length + short2.length) + 4 * (long.length + long2.length));
  const view = new DataView(bytes.buffer);
  let at = 4;
  view.setUint32(0, signature, true);
  const put = (values: number[], width: 2 | 4) =>
    values.forEach((value) => {
      if (width === 2) {
        view.setUint16(at, value, true);
      } else {
        view.setUint32(at, value, true);
      }

      at += width;
    });
  put(short, 2);
  put(long, 4);
  put(short2, 2);
  put(long2, 4);
  return bytes;
}

/** What is sent for the files somebody chose: a zip or a .nupkg as it is, anything else in a zip. */
export async function packageOf(files: File[]): Promise<Blob> {
  const [first] = files;
  if (files.length === 1 && first && /\.(zip|nupkg)$/i.test(first.name)) {
    return first;
  }

  const entries = files.map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) }));
  return zipOf(await Promise.all(entries));
}
