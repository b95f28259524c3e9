// All checks that need no browser: generated types up to date, types, lint and format, unit tests.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ui = dirname(dirname(fileURLToPath(import.meta.url)));

function run(bin, ...args) {
  execFileSync(process.execPath, [join(ui, 'node_modules', bin), ...args], {
    cwd: ui,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}

function checkGeneratedTypes() {
  const folder = mkdtempSync(join(tmpdir(), 'tally-api-'));
  try {
    const fresh = join(folder, 'schema.ts');
    const document = join(ui, '..', 'src', 'main', 'resources', 'openapi.yaml');
    execFileSync(
      process.execPath,
      [join(ui, 'node_modules/openapi-typescript/bin/cli.js'), document, '--output', fresh],
      { cwd: ui, stdio: ['ignore', 'ignore', 'inherit'] },
    );
    if (readFileSync(fresh, 'utf8') !== readFileSync(join(ui, 'src/api/schema.ts'), 'utf8')) {
      throw new Error('src/api/schema.ts is not what openapi.yaml says: run `npm run api`');
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

checkGeneratedTypes();
run('typescript/bin/tsc', '--noEmit');
run('@biomejs/biome/bin/biome', 'check', '.');
run('vitest/vitest.mjs', 'run', '--project', 'unit');
