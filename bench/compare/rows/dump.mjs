/** Row 3: a dump to disk, beside making the same documents for nothing and writing the same bytes without making them. */
import { mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { median } from '../../../dist/src/tools/statistics/median.js';
import { generateDump, generateNothing } from '../contestants/zava.mjs';
import { dumpOf, inTurn } from '../harness.mjs';
import { measuredOf, ratioOf } from '../result.mjs';
import { sizeOf, valueWords } from '../words.mjs';

/** How much is handed to the operating system at once, in bytes. */
const PIECE = 8 * 1024 * 1024;

/** Times the null sink, where the disk is fast enough. */
const LIMIT = 1.3;

export async function measure(bench) {
  const { world } = bench.sizes.dump;
  const dump = await dumpOf(bench, world);
  const folder = join(bench.folder, 'out');
  const files = await filesOf(join(dump.folder, 'zava'));
  const times = ({ seconds, wallSeconds }) => ({ seconds, wallSeconds });
  const rounds = await inTurn(bench, [
    { name: 'null sink', run: async () => times(await generateNothing(bench, world)) },
    {
      name: 'dump',
      run: () => andGone(folder, async () => times(await generateDump(bench, world, folder))),
    },
    { name: 'disk', run: () => andGone(folder, () => writeAll(folder, files)) },
  ]);
  const nothing = measuredOf(rounds, 'null sink', { name: 'null sink' });
  const dumped = measuredOf(rounds, 'dump', { name: 'dump' });
  const disk = measuredOf(rounds, 'disk', { name: 'writing the same bytes in pieces of 8 MiB' });
  return {
    title: 'Dump to disk against the null sink',
    size: sizeOf(dump),
    rounds,
    measured: [nothing, dumped, disk],
    findings: [
      ratioOf(dumped, nothing, { name: 'dump / null sink', target: targetBeside(disk, nothing) }),
      ratioOf(dumped, disk, { name: 'dump / writing alone' }),
    ],
    remarks: [
      "The times of null sink and dump are zava's own, from its plan to the last file closed. A dump, and the writing alone, wait until the disk has everything (fsync).",
    ],
  };
}

/** The limit, or what writing alone takes where that is more. */
function targetBeside(disk, nothing) {
  const least = median(ratioOf(disk, nothing, { name: 'the disk' }).values);
  if (least <= LIMIT) return { atMost: LIMIT };
  return {
    atMost: least,
    words: `at most ${LIMIT}x, or what the disk takes: ${valueWords(least, 'x')} here`,
  };
}

async function filesOf(folder) {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.bson'));
  return Promise.all(names.map(async (name) => ({ name, bytes: await readFile(join(folder, name)) })));
}

async function writeAll(folder, files) {
  const start = performance.now();
  await mkdir(folder);
  for (const { name, bytes } of files) {
    const handle = await open(join(folder, name), 'w');
    for (let at = 0; at < bytes.length; ) {
      at += (await handle.write(bytes, at, Math.min(PIECE, bytes.length - at))).bytesWritten;
    }
    await handle.datasync();
    await handle.close();
  }
  return { seconds: (performance.now() - start) / 1000 };
}

/** A folder that is gone again is not written to the disk beside the next measurement. */
async function andGone(folder, work) {
  try {
    return await work();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
