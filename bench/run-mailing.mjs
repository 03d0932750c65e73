import { runnerImport } from 'vite';

// Usage: node bench/run-mailing.mjs [megabytes] [quoted]
const [megabytes = '200', form = ''] = process.argv.slice(2);
const { module } = await runnerImport('./bench/mailing.ts');
await module.benchMailing(Number(megabytes), form === 'quoted');
