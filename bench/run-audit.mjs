import { runnerImport } from 'vite';

// Usage: node bench/run-audit.mjs [rows] [jsonl|csv]
const [first = '1000000', second = 'jsonl'] = process.argv.slice(2);
const { module } = await runnerImport('./bench/audit.ts');
if (first === '--measure') {
  await module.measureAudit(second);
} else {
  await module.benchAudit(Number(first), second);
}
