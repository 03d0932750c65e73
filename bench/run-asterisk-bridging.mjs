import { runnerImport } from 'vite';

const [calls = '100', perSecond = '10'] = process.argv.slice(2);
const { module } = await runnerImport('./bench/asterisk-bridging.ts');
await module.benchAsteriskBridging(Number(calls), Number(perSecond));
