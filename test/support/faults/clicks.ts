import type { EngineControl } from '../../../src/engine/engine-control.js';

/** What people do on their screens, by the part of the engine that is asked. */
export const CLICKS = {
  agents: [
    'login',
    'ready',
    'pause',
    'logout',
    'acceptPreview',
    'skipPreview',
    'dial',
    'hangup',
    'dispose',
    'release',
    'saveProfile',
  ],
  talks: [
    'hold',
    'resume',
    'sendKeys',
    'pauseRecording',
    'resumeRecording',
    'consult',
    'dialOut',
    'toQueue',
    'callOff',
    'join',
    'handOver',
  ],
  help: ['ask', 'withdraw'],
  pages: ['gone', 'ready'],
  monitors: ['watch', 'leave', 'hangUp'],
  campaigns: ['pause', 'start', 'setMode', 'save', 'find', 'decisions', 'quartiles', 'readiness'],
  switches: ['save'],
  lineWatch: ['rest', 'wake'],
  callbacks: ['agree', 'cancel'],
  personal: ['promise', 'release', 'of'],
} as const satisfies {
  readonly [Part in keyof EngineControl]?: readonly (keyof NonNullable<EngineControl[Part]>)[];
};
export const ENGINE_CLICKS = [
  'stopAll',
  'resumeAll',
  'saveTrunk',
  'saveLine',
] as const satisfies readonly (keyof EngineControl)[];
