import { describe } from 'vitest';
import { mediaConformance } from '../../conformance/media-conformance.js';
import { FakeFreeswitch } from '../../support/fake-freeswitch.js';
import { fakeFreeswitchHarness, labFateOf } from '../../support/freeswitch-harness.js';

describe('over a link that says everything twice, in pieces', () => {
  mediaConformance('freeswitch', async () => {
    const fake = await FakeFreeswitch.start(labFateOf);
    fake.esl.faults.event = (frame) => [frame, frame];
    fake.esl.faults.pieceBytes = 97;
    return await fakeFreeswitchHarness(fake);
  });
});
