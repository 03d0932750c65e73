import { runnerImport } from 'vite';

// Usage: node bench/run-gate.mjs [decisions]
const [decisions = '200000'] = process.argv.slice(2);
const { module } = await runnerImport('./bench/gate.ts');
module.benchGate(Number(decisions));
