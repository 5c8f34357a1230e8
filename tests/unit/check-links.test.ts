/** The check of the documents' links, by documents that are sound and documents that are not. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { REPOSITORY, temporaryFolder } from '../fixtures/cli.js';

const folder = temporaryFolder();

/** What the check writes about a folder with these files, and its exit code. */
async function checked(files: Readonly<Record<string, string>>): Promise<{ code: number; said: string[] }> {
  const root = mkdtempSync(join(folder, 'documents-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const script = join(REPOSITORY, 'scripts/check-links.mjs');
  const ended = await promisify(execFile)(process.execPath, [script, root]).then(
    ({ stderr }) => ({ code: 0, stderr }),
    ({ code, stderr }) => ({ code, stderr }),
  );
  return { code: ended.code, said: ended.stderr.split('\n').filter((line: string) => line !== '') };
}

const SOUND = {
  'README.md': `# The shop

See [the guide](docs/GUIDE.md#how-its-done), [its second part](docs/GUIDE.md#part-1), [below](#a--b), [the folder](docs),
[another place][1] and \`src/cli.ts\`; \`src/<name>.ts\` and \`src/*.ts\` are no paths.

## A \`&\` B

[1]: https://example.com/#nowhere
`,
  'docs/GUIDE.md': `## How it's *done*
## Part
## Part
<a id="old-name"></a>

[Back](../README.md), [and here](#old-name).
`,
  'src/cli.ts': '',
};

describe('links of documents', () => {
  it('are sound where their files and anchors are there', async () => {
    expect(await checked(SOUND)).toEqual({ code: 0, said: [] });
  });

  it.each([
    [
      'an anchor of another document',
      '[x](docs/GUIDE.md#how-it-was-done)',
      'names no heading of docs/GUIDE.md',
    ],
    ['an anchor of the document itself', '[x](#c)', 'names no heading of README.md'],
    ['a file', '[x](docs/MANUAL.md)', 'names no file'],
    ['a picture', '![x](docs/shop.png)', 'names no file'],
    ['a file outside', '[x](../../etc/hosts)', 'leads out of the repository'],
    ['a path as code', '`src/main.ts`', 'is not there'],
  ])('are not where they name %s that is not there', async (_, link, why) => {
    const { code, said } = await checked({ ...SOUND, 'README.md': `${SOUND['README.md']}\n${link}\n` });
    expect(code).toBe(1);
    expect(said).toEqual([expect.stringMatching(/^README\.md: /)]);
    expect(said[0]).toContain(why);
  });

  it('are looked at in every folder of documents', async () => {
    const broken = {
      ...SOUND,
      'docs/more/NOTES.md': '[x](GUIDE.md)',
      'deploy/HOW.md': '[x](../README.md#nothing)',
    };
    expect(await checked(broken)).toEqual({
      code: 1,
      said: [
        'docs/more/NOTES.md: GUIDE.md names no file',
        'deploy/HOW.md: ../README.md#nothing names no heading of README.md',
      ],
    });
  });
});
