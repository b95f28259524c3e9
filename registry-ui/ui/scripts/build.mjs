// Builds the application into dist/, when something that goes into it has changed since the last time.
//
// 1. Dependencies: `npm ci` when package-lock.json is not the one that node_modules was installed from.
// 2. Application: `vite build`.
// 3. Licences of what went into it, in one file.
// 4. Precompressed copies (.gz) beside every text file, and `files.txt`, which lists what there is.
// 5. Budget: the scripts that the first page loads are at most FIRST_PAGE_BYTES_MAX.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { constants, gzipSync } from 'node:zlib';

/** Of all scripts that the first page loads, after gzip. */
const FIRST_PAGE_BYTES_MAX = 250_000;

const ui = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(ui, 'dist');
const installedStamp = join(ui, 'node_modules', '.tally-installed');
const builtStamp = join(dist, '.tally-built');
const INPUTS = [
  'src',
  'public',
  'scripts',
  'index.html',
  'vite.config.ts',
  'package.json',
  'package-lock.json',
];

function filesUnder(path) {
  if (!statSync(path).isDirectory()) {
    return [path];
  }
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function digest(files) {
  const hash = createHash('sha256').update(process.version);
  for (const file of files.toSorted()) {
    hash.update(relative(ui, file)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

const holds = (stamp, wanted) => existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted;

function run(command, ...args) {
  execFileSync(command, args, { cwd: ui, stdio: ['ignore', 'inherit', 'inherit'] });
}

function install() {
  const wanted = digest([join(ui, 'package-lock.json')]);
  if (holds(installedStamp, wanted)) {
    return;
  }
  run('npm', 'ci', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error');
  writeFileSync(installedStamp, wanted);
}

/** Everything that is installed for the application itself, and not for working on it. */
function writeLicences() {
  const { packages } = JSON.parse(readFileSync(join(ui, 'package-lock.json'), 'utf8'));
  const texts = Object.entries(packages)
    .filter(([path, { dev, optional }]) => path !== '' && !dev && !optional)
    .map(([path, { version, license }]) => {
      const folder = join(ui, path);
      const file = existsSync(folder)
        ? readdirSync(folder).find((name) => /^licen[cs]e/i.test(name))
        : undefined;
      const text = file ? readFileSync(join(folder, file), 'utf8').trim() : license;
      return `${path.slice(path.lastIndexOf('node_modules/') + 13)} ${version}\n\n${text}\n`;
    });
  writeFileSync(join(dist, 'licences.txt'), texts.join(`\n${'-'.repeat(80)}\n\n`));
}

function precompress() {
  const files = filesUnder(dist);
  for (const file of files) {
    if (/\.(js|css|html|svg|json|txt)$/.test(file)) {
      writeFileSync(
        `${file}.gz`,
        gzipSync(readFileSync(file), { level: constants.Z_BEST_COMPRESSION }),
      );
    }
  }
  const names = files.map((file) => relative(dist, file).split(sep).join('/'));
  writeFileSync(join(dist, 'files.txt'), `${names.toSorted().join('\n')}\n`);
}

function firstPageBytes() {
  const manifest = JSON.parse(readFileSync(join(dist, '.vite', 'manifest.json'), 'utf8'));
  const loaded = new Set();
  const load = (key) => {
    if (!loaded.has(key)) {
      loaded.add(key);
      (manifest[key].imports ?? []).forEach(load);
    }
  };
  load('index.html');
  // What the router loads at once for the page that `/` leads to.
  load('src/pages/events.tsx');
  return [...loaded]
    .map((key) => manifest[key].file)
    .filter((file) => file.endsWith('.js'))
    .reduce((sum, file) => sum + gzipSync(readFileSync(join(dist, file))).length, 0);
}

function build() {
  const wanted = digest(INPUTS.flatMap((input) => filesUnder(join(ui, input))));
  if (holds(builtStamp, wanted)) {
    return;
  }
  run(
    process.execPath,
    join(ui, 'node_modules', 'vite', 'bin', 'vite.js'),
    'build',
    '--logLevel',
    'warn',
  );
  const bytes = firstPageBytes();
  rmSync(join(dist, '.vite'), { recursive: true });
  writeLicences();
  precompress();
  const size = `the first page loads ${(bytes / 1000).toFixed(1)} kB of scripts (gzip), at most ${FIRST_PAGE_BYTES_MAX / 1000}`;
  if (bytes > FIRST_PAGE_BYTES_MAX) {
    throw new Error(size);
  }
  console.log(`UI built: ${size}`);
  writeFileSync(builtStamp, wanted);
}

install();
build();
