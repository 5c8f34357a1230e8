/**
 * The coverage of vitest's own processes, together with that of the processes and threads which tests start from dist/.
 * What is measured are lines: the two compile the sources each in its own way, so statements and branches do not match.
 */
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { V8CoverageProvider } from '@vitest/coverage-v8/dist/provider.js';
import type { ReportContext, Vitest } from 'vitest/node';
import { ProcessCoverage } from './process-coverage.js';

/** How often each line of a file ran. */
type Lines = Readonly<Record<string, number>>;

/** A file's coverage as istanbul has it, with a statement for each line. */
function ofLines(path: string, lines: Lines) {
  const statements = Object.keys(lines).map((line) => {
    const place = { line: Number(line), column: 0 };
    return [line, { start: place, end: { ...place, column: 1000 } }];
  });
  const none = { fnMap: {}, f: {}, branchMap: {}, b: {} };
  return { path, statementMap: Object.fromEntries(statements), s: { ...lines }, ...none };
}

/** `3-5, 9`: the lines that never ran. Lines without code between them count as theirs. */
function neverRun(lines: Lines): string {
  const runs: number[][] = [];
  let open: number[] | undefined;
  for (const [line, hits] of Object.entries(lines)) {
    if (hits > 0) open = undefined;
    else if (open !== undefined) open[1] = Number(line);
    else {
      open = [Number(line), Number(line)];
      runs.push(open);
    }
  }
  return runs.map(([from, to]) => (from === to ? from : `${from}-${to}`)).join(', ');
}

export class Provider extends V8CoverageProvider {
  private processes!: ProcessCoverage;

  override initialize(vitest: Vitest): void {
    super.initialize(vitest);
    this.processes = new ProcessCoverage(
      join(vitest.config.root, '.zava/coverage-of-processes'),
      /\/dist\/(src|workers)\/.*\.js$/,
    );
  }

  override async generateCoverage(context: ReportContext) {
    const all = await super.generateCoverage(context);
    for (const { url, functions } of this.processes.finish().result) {
      const path = fileURLToPath(url);
      const map = JSON.parse(readFileSync(`${path}.map`, 'utf8'));
      map.sources = map.sources.map((source: string) => fileURLToPath(new URL(source, url)));
      const compiled = { code: readFileSync(path, 'utf8'), map };
      // The provider's own way from a script to its source, which its types hide; dist/ has source maps.
      // biome-ignore lint/complexity/useLiteralKeys: only so may a private method be called
      all.merge(await this['remapCoverage'](url, 0, compiled, functions));
    }
    const lines = this.createCoverageMap();
    for (const path of all.files().filter((file: string) => this.isIncluded(file))) {
      lines.addFileCoverage(ofLines(path, all.fileCoverageFor(path).getLineCoverage()));
    }
    return lines;
  }

  /** After the reports of the settings, a list of the files of which lines never ran, the worst one first. */
  override async generateReports(
    all: Awaited<ReturnType<Provider['generateCoverage']>>,
    allTestsRun?: boolean,
  ): Promise<void> {
    await super.generateReports(all, allTestsRun);
    const files: { path: string; percent: number; lines: Lines }[] = all.files().map((path: string) => {
      const file = all.fileCoverageFor(path);
      return { path, percent: file.toSummary().lines.pct, lines: file.getLineCoverage() };
    });
    files.sort((a, b) => a.percent - b.percent);
    for (const { path, percent, lines } of files) {
      if (percent === 100) continue;
      const name = relative(this.ctx.config.root, path);
      console.log(`${percent.toFixed(1).padStart(5)} % ${name}: ${neverRun(lines)}`);
    }
    console.log(`${all.getCoverageSummary().lines.pct} % of the lines of ${files.length} files ran.`);
  }
}
