// Protects the layers: each may be understood, tested and replaced without what stands above it. The compiler refuses
// wrong imports between layers as well (one project a layer); here also live what it cannot see: cycles between files,
// adapters that know one another, and packages in layers that must stay pure.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lineAt, report, sourceFiles, stripComments } from './source-text.mjs';

/** Which layers a layer may import beside itself, and which packages ('*' is any, 'node:' is Node's own). */
export const LAYERS = {
  core: { layers: [], packages: [] },
  ports: { layers: ['core'], packages: [] },
  engine: { layers: ['core', 'ports'], packages: [] },
  adapters: { layers: ['core', 'ports'], packages: ['*'] },
  contract: { layers: ['core'], packages: ['zod'] },
  api: { layers: ['core', 'ports', 'engine', 'contract'], packages: ['*'] },
  ui: { layers: ['contract'], packages: ['*'] },
  config: { layers: ['core'], packages: ['node:', 'yaml', 'zod'] },
  // The auditor checks what the gate let through: it may share nothing with it, not even a table.
  audit: { layers: [], packages: ['node:'] },
  app: {
    layers: ['core', 'ports', 'engine', 'adapters', 'contract', 'api', 'config', 'audit'],
    packages: ['*'],
  },
};

const IMPORT = /(?:\bfrom\s*|\bimport\s*\(?\s*)(['"])([^'"\n]+)\1/g;

/** What a source imports: `{ specifier, line }`, type-only imports included. */
export function importsOf(source) {
  const code = stripComments(source);
  return [...code.matchAll(IMPORT)].map((match) => ({
    specifier: match[2],
    line: lineAt(code, match.index),
  }));
}

function packageAllowed(specifier, allowed) {
  return allowed.some(
    (name) =>
      name === '*' ||
      specifier === name ||
      (name === 'node:' ? specifier.startsWith('node:') : specifier.startsWith(`${name}/`)),
  );
}

function judge(file, target) {
  const [, layer, part] = file.split('/');
  const [top, targetLayer, targetPart] = target.split('/');
  const law = LAYERS[layer];
  if (top !== 'src') {
    return `leaves src/ for ${target}`;
  }
  if (layer !== targetLayer && !law.layers.includes(targetLayer)) {
    return `${layer} may not import ${targetLayer} (${target})`;
  }
  if (layer === 'adapters' && targetLayer === 'adapters' && part !== targetPart) {
    return `adapters are strangers: ${part} may not import ${targetPart}`;
  }
  return null;
}

function findCycle(graph) {
  const done = new Set();
  const path = [];
  const visit = (file) => {
    const at = path.indexOf(file);
    if (at >= 0) {
      return [...path.slice(at), file];
    }
    if (done.has(file)) {
      return null;
    }
    path.push(file);
    for (const next of graph.get(file) ?? []) {
      const cycle = visit(next);
      if (cycle) {
        return cycle;
      }
    }
    path.pop();
    done.add(file);
    return null;
  };
  for (const file of graph.keys()) {
    const cycle = visit(file);
    if (cycle) {
      return cycle;
    }
  }
  return null;
}

/** Every breach of the import law below `root`, as `file:line: what`. */
export function checkImports(root) {
  const findings = [];
  const graph = new Map();
  for (const file of sourceFiles(root)) {
    const law = LAYERS[file.split('/')[1]];
    if (!law) {
      findings.push(`${file}:1: src/ has no such layer; name it in scripts/check-imports.mjs`);
      continue;
    }
    graph.set(file, []);
    for (const { specifier, line } of importsOf(readFileSync(join(root, file), 'utf8'))) {
      if (!specifier.startsWith('.')) {
        if (!packageAllowed(specifier, law.packages)) {
          findings.push(`${file}:${line}: ${file.split('/')[1]} may not import the package ${specifier}`);
        }
        continue;
      }
      const target = posix.join(posix.dirname(file), specifier);
      const breach = judge(file, target);
      if (breach) {
        findings.push(`${file}:${line}: ${breach}`);
      }
      const source = [target.replace(/\.js$/, '.ts'), target.replace(/\.js$/, '.tsx')].find((path) =>
        existsSync(join(root, path)),
      );
      if (source) {
        graph.get(file).push(source);
      }
    }
  }
  const cycle = findCycle(graph);
  if (cycle) {
    findings.push(`${cycle[0]}:1: a cycle: ${cycle.join(' → ')}`);
  }
  return findings;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = dirname(dirname(process.argv[1]));
  report(checkImports(root), `imports: ${sourceFiles(root).length} files keep the law, no cycle`);
}
