import { mediaConformance } from '../../conformance/media-conformance.js';
import { freshFreeswitchHarness } from '../../support/freeswitch-harness.js';

mediaConformance('freeswitch', freshFreeswitchHarness);
