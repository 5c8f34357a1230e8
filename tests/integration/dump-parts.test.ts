/** A dump in parts: together they are the undisturbed dump, byte for byte, and nothing else. */
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { succeed, temporaryFolder, zava } from '../fixtures/cli.js';
import { expectNoDump, journalRows, killAfter } from '../fixtures/dump-runs.js';
import { fewProducts } from '../fixtures/few-products.js';
import { expectSameDump } from '../fixtures/same-documents.js';

const folder = temporaryFolder();
const config = join(folder, 'zava.yaml');
const golden = join(folder, 'golden');
/** All three parts, and nothing finished yet. */
const three = join(folder, 'three');
let count = 0;

const generate = (out: string, ...more: string[]) => ['generate', '--config', config, '--out', out, ...more];
const fresh = () => join(folder, `dump-${++count}`);
const partsOf = (out: string) => join(out, '.zava-parts');
const failing = async (...args: Parameters<typeof generate>) => {
  const { code, stdout, stderr } = await zava(generate(...args));
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  return stderr;
};

/** A copy of the folder with all three parts. */
function copied(): string {
  const out = fresh();
  cpSync(three, out, { recursive: true });
  return out;
}

function expectGolden(out: string): void {
  expectSameDump(out, golden);
  const names = ['.zava-dump', 'manifest.json', 'stock.jsonl', 'timings.json', 'zava'];
  expect(readdirSync(out).sort()).toEqual(names);
}

beforeAll(async () => {
  writeFileSync(
    config,
    `${fewProducts(folder)}preset: tiny\nseed: 31\nnum_orders: 12000\nnum_customers: 900\nshards: { orders: 500, customers: 100 }\n`,
  );
  await succeed(generate(golden));
  for (const i of [1, 2, 3]) await succeed(generate(three, '--part', `${i}/3`));
});

describe('generate --part and --finish', () => {
  it.each([
    [1, '1'],
    [7, '2'],
  ])('%i parts with %s workers are the whole', async (parts, workers) => {
    const out = fresh();
    // In whatever order.
    for (let part = parts; part >= 1; part--) {
      await succeed(generate(out, '--part', `${part}/${parts}`, '--workers', workers));
    }
    await expectNoDump(out);
    await succeed(generate(out, '--finish', '--workers', workers));
    expectGolden(out);
  });

  it('parts of other folders, made side by side and copied together, are the whole', async () => {
    const outs = [fresh(), fresh(), fresh()];
    await Promise.all(outs.map((out, i) => succeed(generate(out, '--part', `${i + 1}/3`, '--workers', '1'))));
    for (const out of outs.slice(1)) cpSync(partsOf(out), partsOf(outs[0]), { recursive: true });
    await succeed(generate(outs[0], '--finish', '--workers', '3'));
    expectGolden(outs[0]);
  });

  it('a part that was killed goes on, and one that is done is left', async () => {
    const out = fresh();
    const making = join(partsOf(out), '.1-2');
    const whole = await killAfter(6, making, generate(out, '--part', '1/2', '--workers', '1'));
    expect(journalRows(making)).toHaveLength(whole);
    await expectNoDump(out);
    await succeed(generate(out, '--part', '1/2'));
    const { stdout } = await succeed(generate(out, '--part', '1/2'));
    expect(stdout).toBe(`Part 1/2 in ${out} is finished; nothing was done.\n`);
    await succeed(generate(out, '--part', '2/2'));
    await succeed(generate(out, '--finish'));
    expectGolden(out);
  });

  it('a finish that was killed is done by the next one', async () => {
    const out = copied();
    await killAfter(0, join(out, '.zava-unfinished'), generate(out, '--finish'));
    await expectNoDump(out);
    await succeed(generate(out, '--finish'));
    expectGolden(out);
    const { stdout } = await succeed(generate(out, '--finish'));
    expect(stdout).toBe(`The dump in ${out} is finished; nothing was done.\n`);
  });

  it('names the parts that are missing', async () => {
    const out = copied();
    for (const part of ['1-3', '3-3']) rmSync(join(partsOf(out), part), { recursive: true });
    expect(await failing(out, '--finish')).toContain(
      `1/3, 3/3 of the parts are missing in ${partsOf(out)}: make them before --finish.`,
    );
    expect(await failing(fresh(), '--finish')).toContain('--part 1/n to --part n/n come before --finish');
    expect(readdirSync(partsOf(out))).toEqual(['2-3']);
  });

  it('refuses a part that is not what was written, by its file', async () => {
    const out = copied();
    const path = join(partsOf(out), '2-3', 'orders.bson');
    const bytes = readFileSync(path);
    bytes[bytes.length >> 1] ^= 4;
    writeFileSync(path, bytes);
    const refused = `orders.bson is not what was written there: its SHA-256 differs. Remove ${join(partsOf(out), '2-3')} and make --part 2/3 again.`;
    expect(await failing(out, '--finish')).toContain(refused);
    rmSync(path);
    expect(await failing(out, '--finish')).toContain(refused);
    await expectNoDump(out);
    rmSync(join(partsOf(out), '2-3'), { recursive: true });
    await succeed(generate(out, '--part', '2/3'));
    await succeed(generate(out, '--finish'));
    expectGolden(out);
  });

  it('refuses other settings and another division, by name', async () => {
    const out = copied();
    expect(await failing(out, '--part', '1/3', '--seed', '32')).toContain('seed is 31 there and 32 here');
    expect(await failing(out, '--finish', '--orders', '7')).toContain('num_orders is 12000 there and 7 here');
    expect(await failing(out, '--part', '1/4')).toContain('--part 1/4 is of another division; use 3 parts');
    expect(await failing(out)).toContain('--finish joins them; remove');
    expect(readdirSync(partsOf(out)).sort()).toEqual(['1-3', '2-3', '3-3']);
    expect(existsSync(join(out, 'manifest.json'))).toBe(false);
  });

  it('refuses what is no part, and flags that contradict each other', async () => {
    for (const part of ['0/3', '4/3', '1', 'x/y', '1/1000000']) {
      const { code, stderr } = await zava(generate(fresh(), '--part', part));
      expect(code).toBe(2);
      expect(stderr).toContain(
        `zava: --part is '${part}'; allowed is i/n with i from 1 to n, such as 2/8.\n`,
      );
    }
    const both = await zava(generate(fresh(), '--part', '1/2', '--finish'));
    expect(both).toMatchObject({ code: 2, stderr: expect.stringContaining('give one of the two') });
    const nothing = await zava(['generate', '--sink', 'null', '--resume']);
    expect(nothing).toMatchObject({ code: 2, stderr: expect.stringContaining('give one of the two') });
  });
});
