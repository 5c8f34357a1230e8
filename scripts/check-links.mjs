// Fails where a document names a file that is not there: in a link, whose anchor must exist too, or as a path in code,
// such as `src/cli.ts`. Links to other hosts are not followed.
// Usage: node scripts/check-links.mjs [FOLDER], the repository unless given.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import GithubSlugger from 'github-slugger';
import { lexer, walkTokens } from 'marked';

const root = resolve(process.argv[2] ?? fileURLToPath(new URL('..', import.meta.url)));

/** Folders with documents; those below them count too, but for the root itself. */
const FOLDERS = ['.', 'docs', 'examples', 'deploy'];

/** A path of the repository as code, without placeholders: a folder that is there and what lies below it. */
const PATH = /^(src|workers|bench|scripts|tests|config|docs|deploy|examples)\/[\w./-]*$/;

const ENTITIES = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };

const documents = FOLDERS.filter((folder) => existsSync(join(root, folder))).flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: folder !== '.' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name)),
);

/** The text of a heading as a reader sees it. */
const plainText = (tokens) =>
  tokens
    .map((token) => (token.tokens === undefined ? (token.text ?? '') : plainText(token.tokens)))
    .join('')
    .replace(/&(amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity]);

/** What a document links to, the paths it names as code, and the anchors it has. */
function read(file) {
  const slugger = new GithubSlugger();
  const found = { links: [], paths: [], anchors: new Set() };
  walkTokens(lexer(readFileSync(file, 'utf8')), (token) => {
    if (token.type === 'heading') found.anchors.add(slugger.slug(plainText(token.tokens)));
    if (token.type === 'link' || token.type === 'image') found.links.push(token.href);
    if (token.type === 'codespan' && PATH.test(token.text)) found.paths.push(token.text);
    if (token.type !== 'html') return;
    for (const [, name] of token.text.matchAll(/<a\s[^>]*(?:id|name)="([^"]+)"/g)) found.anchors.add(name);
  });
  return found;
}

/** What is wrong with a link of a document, undefined where nothing is. */
function complaint(document, href) {
  if (/^[a-z][a-z+.-]*:/i.test(href)) return undefined;
  const [path, anchor] = decodeURIComponent(href).split('#');
  const target = path === '' ? join(root, document) : resolve(root, dirname(document), path);
  if (relative(root, target).startsWith('..')) return 'leads out of the repository';
  if (!existsSync(target)) return 'names no file';
  if (anchor === undefined || !target.endsWith('.md')) return undefined;
  return read(target).anchors.has(anchor) ? undefined : `names no heading of ${relative(root, target)}`;
}

for (const document of documents) {
  const { links, paths } = read(join(root, document));
  const wrong = [
    ...links.map((href) => [href, complaint(document, href)]),
    ...paths.map((path) => [path, existsSync(join(root, path)) ? undefined : 'is not there']),
  ];
  for (const [what, why] of wrong) {
    if (why === undefined) continue;
    console.error(`${document}: ${what} ${why}`);
    process.exitCode = 1;
  }
}
