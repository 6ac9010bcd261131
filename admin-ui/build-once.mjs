// Builds the pages into target/ui, unless they are there already from the very same inputs. Maven calls it.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const CONFIGURATION = ['package.json', 'package-lock.json', '.npmrc', 'index.html', 'tsconfig.json', 'vite.config.ts',
  'eslint.config.js', 'build-once.mjs'];

function files(path) {
  return statSync(path).isDirectory() ? readdirSync(path).sort().flatMap((name) => files(join(path, name))) : [path];
}

function digest(paths) {
  const hash = createHash('sha256').update(process.version);
  for (const path of paths.flatMap(files)) {
    hash.update(path).update('\0').update(readFileSync(path)).update('\0');
  }
  return hash.digest('hex');
}

function upToDate(stamp, wanted) {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted;
}

function run(...args) {
  console.log(`npm ${args.join(' ')}`);
  const { status, error } = spawnSync('npm', args, { stdio: 'inherit' });
  if (error || status !== 0) {
    console.error(`npm ${args.join(' ')} failed${error ? `: ${error.message}` : ''}.`);
    console.error('To build without the pages: -Dadmin-ui.skip');
    process.exit(status || 1);
  }
}

if (Number(process.versions.node.split('.')[0]) < 20) {
  console.error(`The pages need Node 20 or later, this is ${process.version}. To build without them: -Dadmin-ui.skip`);
  process.exit(1);
}
const packages = digest(['package.json', 'package-lock.json', '.npmrc']);
const installed = 'node_modules/.installed';
if (!upToDate(installed, packages)) {
  run('ci', '--ignore-scripts', '--no-audit', '--no-fund');
  writeFileSync(installed, packages);
}
const inputs = digest([...CONFIGURATION, 'src', 'public']);
const built = 'target/built';
if (!upToDate(built, inputs) || !existsSync('target/ui/index.html')) {
  run('run', 'lint');
  run('run', 'build');
  mkdirSync('target', { recursive: true });
  writeFileSync(built, inputs);
}
