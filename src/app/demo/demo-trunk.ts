import { parseTrunkId } from '../../core/kernel/ids.js';

/** The only trunk that a demo's switch knows; every other trunk is refused by it. */
export const DEMO_TRUNK = parseTrunkId('demo');
